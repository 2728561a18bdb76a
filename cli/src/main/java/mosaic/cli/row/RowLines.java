package mosaic.cli.row;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.Times;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Fields;
import mosaic.cli.terminal.SafeText;

/** One row in full. */
final class RowLines {
  private static final List<String> PLAIN =
      List.of("resource", "id", "title", "status", "note_id", "owner_id", "team_id");

  private RowLines() {}

  static List<String> of(JsonNode item) {
    Fields fields = new Fields().add("source", Json.text(item, "_source"));
    for (String name : PLAIN) {
      fields.addIfPresent(name, Json.text(item, name));
    }
    fields.addIfPresent("created", Times.toTheSecond(Json.text(item, "created_at")));
    fields.addIfPresent("updated", Times.toTheSecond(Json.text(item, "updated_at")));
    fields.addIfPresent("secret", Json.text(item, "secret"));
    List<String> lines = new ArrayList<>(fields.lines());
    String body = Json.text(item, "body");
    if (!body.isEmpty()) {
      lines.add("");
      SafeText.paragraph(body).lines().forEach(lines::add);
    }
    return lines;
  }
}
