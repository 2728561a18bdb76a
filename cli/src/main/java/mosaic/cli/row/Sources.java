package mosaic.cli.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import mosaic.cli.json.Json;

/** The source reports of several pages of one source as one. */
final class Sources {
  private Sources() {}

  /** Counts and times added up, everything else as the last page has it. */
  static JsonNode summed(List<ObjectNode> pages) {
    JsonNode last = pages.getLast().path("sources");
    if (pages.size() == 1) {
      return last;
    }
    ArrayNode summed = Json.array();
    for (JsonNode source : last) {
      if (source instanceof ObjectNode report) {
        ObjectNode sum = report.deepCopy();
        sum.put("count", total(pages, Json.text(source, "source"), "count"));
        sum.put("took_ms", total(pages, Json.text(source, "source"), "took_ms"));
        summed.add(sum);
      }
    }
    return summed;
  }

  private static long total(List<ObjectNode> pages, String source, String member) {
    long total = 0;
    for (ObjectNode page : pages) {
      for (JsonNode report : page.path("sources")) {
        if (Json.text(report, "source").equals(source)) {
          total += report.path(member).asLong();
        }
      }
    }
    return total;
  }
}
