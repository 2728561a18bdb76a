package mosaic.cli.row;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import mosaic.cli.CommandFailure;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import org.jspecify.annotations.Nullable;

/** Names for the team ids of local rows; a peer's teams have no name here and show their id. */
final class TeamNames {
  private static final int SHORT_ID = 8;

  private final Gateway gateway;
  private @Nullable Map<String, String> names;

  TeamNames(Gateway gateway) {
    this.gateway = gateway;
  }

  String of(JsonNode item) {
    String id = Json.text(item, "team_id");
    if (id.isEmpty()) {
      return "";
    }
    String shortId = id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
    return Json.text(item, "_source").equals("local") ? names().getOrDefault(id, shortId) : shortId;
  }

  private Map<String, String> names() {
    if (names == null) {
      names = new HashMap<>();
      try {
        for (JsonNode team : gateway.get(ApiPath.of("teams")).path("items")) {
          names.put(Json.text(team, "id"), Json.text(team, "name"));
        }
      } catch (CommandFailure unknown) {
        // The rows are there; a name for a team is only a convenience.
      }
    }
    return names;
  }
}
