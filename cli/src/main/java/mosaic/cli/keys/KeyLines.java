package mosaic.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.SafeText;
import mosaic.cli.terminal.Table;

/** The gateway's answer about its master key, for people. */
final class KeyLines {
  private static final String UNKNOWN = "unknown";

  private KeyLines() {}

  static List<String> of(JsonNode keys, int columns) {
    Table table = Table.withElastic("STATE", "KEY", "LINE", "VALUES", "STATE");
    List<String> removable = new ArrayList<>();
    for (JsonNode line : keys.path("lines")) {
      table.row(
          List.of(
              Json.text(line, "id"),
              Json.text(line, "line"),
              Json.text(line, "values"),
              state(line)));
      if (line.path("removable").asBoolean()) {
        removable.add(Json.text(line, "id"));
      }
    }
    List<String> lines = new ArrayList<>(table.lines(columns));
    for (JsonNode replica : keys.path("replicas")) {
      if (!isReady(keys, replica)) {
        lines.add(
            SafeText.line(
                "process %s has not read the first line as its first yet"
                    .formatted(Json.text(replica, "name"))));
      }
    }
    for (String id : removable) {
      lines.add(
          SafeText.line(
              "line %s may be removed from the master key: nothing stored needs it".formatted(id)));
    }
    return lines;
  }

  /** Values that are not sealed under the first line. */
  static long notUnderFirst(JsonNode keys) {
    String first = first(keys);
    return stream(keys.path("lines"))
        .filter(line -> !Json.text(line, "id").equals(first))
        .filter(line -> !Json.text(line, "id").equals(UNKNOWN))
        .mapToLong(line -> line.path("values").asLong())
        .sum();
  }

  /** The first line of the master key. */
  static String first(JsonNode keys) {
    return stream(keys.path("lines"))
        .filter(line -> line.path("line").asInt() == 1)
        .map(line -> Json.text(line, "id"))
        .findFirst()
        .orElse("");
  }

  /** Whether the first line seals. */
  static boolean firstSeals(JsonNode keys) {
    return Json.text(keys, "seals").equals(first(keys));
  }

  /** The processes that keep the first line from sealing. */
  static List<String> lagging(JsonNode keys) {
    return stream(keys.path("replicas"))
        .filter(replica -> !isReady(keys, replica))
        .map(replica -> Json.text(replica, "name"))
        .toList();
  }

  private static boolean isReady(JsonNode keys, JsonNode replica) {
    return replica.path("lines").path(0).asText().equals(first(keys));
  }

  private static String state(JsonNode line) {
    boolean read = !Json.text(line, "line").isEmpty();
    if (line.path("seals").asBoolean()) {
      return read ? "seals" : "seals, and is missing in the master key: put it back";
    }
    if (Json.text(line, "id").equals(UNKNOWN)) {
      return "nothing that this gateway sealed";
    }
    if (!read) {
      return "missing in the master key: put it back";
    }
    if (line.path("line").asInt() == 1) {
      return "waits until every process has read it";
    }
    return line.path("needed").asBoolean() ? "opens, until mosaic keys reseal" : "opens";
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
