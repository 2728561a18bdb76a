package mosaic.cli.people;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.CommandFailure;
import mosaic.cli.ExitCode;
import mosaic.cli.Id;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.gateway.Problem;
import mosaic.cli.json.Json;

/** Finds the id behind the name that a person typed. */
public final class Directory {
  private final Gateway gateway;

  public Directory(Gateway gateway) {
    this.gateway = gateway;
  }

  public String userId(String nameOrId) {
    return id("users", "user", "mosaic user list", nameOrId);
  }

  public String teamId(String nameOrId) {
    return id("teams", "team", "mosaic team list", nameOrId);
  }

  private String id(String collection, String kind, String listing, String nameOrId) {
    if (Id.isOne(nameOrId)) {
      return Id.parse(nameOrId).text();
    }
    List<String> found = new ArrayList<>();
    for (JsonNode item : gateway.get(ApiPath.of(collection)).path("items")) {
      if (Json.text(item, "name").equals(nameOrId)) {
        found.add(Json.text(item, "id"));
      }
    }
    if (found.size() > 1) {
      throw CommandFailure.usage(
          "name-ambiguous",
          "The name of the " + kind + " is not unique",
          "'" + nameOrId + "' is the name of " + String.join(" and ", found),
          "give the id");
    }
    if (found.isEmpty()) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          Problem.local(
              kind + "-not-found",
              "There is no such " + kind,
              "'" + nameOrId + "' is not among those that you can see",
              "`" + listing + "` shows them"));
    }
    return found.getFirst();
  }
}
