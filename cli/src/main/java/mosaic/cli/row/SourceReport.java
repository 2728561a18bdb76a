package mosaic.cli.row;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.SafeText;
import mosaic.cli.terminal.Terminal;

/** How each source that was asked did. */
final class SourceReport {
  private static final String FEDERATED = "federated:";

  private SourceReport() {}

  /** One line per source, such as {@code work.example ok 12 ms 50 rows, more follow}. */
  static List<String> lines(JsonNode sources) {
    List<String> lines = new ArrayList<>();
    for (JsonNode source : sources) {
      StringBuilder line = new StringBuilder(shortName(Json.text(source, "source")));
      line.append("  ").append(Json.text(source, "status"));
      if (source.hasNonNull("took_ms")) {
        line.append("  ").append(Json.text(source, "took_ms")).append(" ms");
      }
      if (source.hasNonNull("count")) {
        long count = source.path("count").asLong();
        line.append("  ").append(count).append(count == 1 ? " row" : " rows");
      }
      if (source.path("more").asBoolean()) {
        line.append(", more follow");
      }
      lines.add(SafeText.line(line.toString()));
    }
    return lines;
  }

  /** Says on standard error what is missing from the answer and what the gateway signals. */
  static void warn(Terminal terminal, JsonNode answer) {
    for (JsonNode signal : answer.path("signals")) {
      terminal.note(signal.asText());
    }
    for (JsonNode source : answer.path("sources")) {
      String status = Json.text(source, "status");
      if (!status.equals("ok")) {
        String detail = Json.text(source, "detail");
        String code = Json.text(source, "code");
        terminal.note(
            "nothing from "
                + shortName(Json.text(source, "source"))
                + ": "
                + status
                + (detail.isEmpty() ? "" : ", " + detail)
                + (code.isEmpty() ? "" : " (code " + code + ")"));
      }
    }
    if (answer.has("complete") && !answer.path("complete").asBoolean()) {
      terminal.note("the answer is incomplete");
    }
  }

  private static String shortName(String source) {
    return source.startsWith(FEDERATED) ? source.substring(FEDERATED.length()) : source;
  }
}
