package mosaic.cli.federation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import mosaic.cli.CommandFailure;
import mosaic.cli.TextSource;
import mosaic.cli.json.Json;

/** A scope document in a file: JSON here, its meaning is the gateway's to check. */
final class ScopeFile {
  private ScopeFile() {}

  static JsonNode read(Path file) throws IOException {
    try {
      JsonNode scope = Json.read(TextSource.bytes(file));
      if (scope.isObject()) {
        return scope;
      }
      throw malformed(file, "it is not a JSON object");
    } catch (JsonProcessingException notJson) {
      String where =
          notJson.getLocation() == null
              ? ""
              : "line "
                  + notJson.getLocation().getLineNr()
                  + ", column "
                  + notJson.getLocation().getColumnNr()
                  + ": ";
      throw malformed(file, where + notJson.getOriginalMessage());
    }
  }

  private static CommandFailure malformed(Path file, String reason) {
    return CommandFailure.usage(
        "scope-malformed",
        "The scope document cannot be read",
        file + ": " + reason,
        "mosaic federation grant create --help shows one");
  }
}
