package mosaic.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.gateway.Problem;
import mosaic.cli.json.Json;

/**
 * Finds the id behind a name that a person typed, in the answer of a call that lists.
 *
 * @param kind what is looked for, such as {@code user}
 * @param member which member of an item is its name
 * @param listing the command that shows all of them
 */
public record NameLookup(String kind, String member, String listing) {

  /**
   * The id of the one item of that name.
   *
   * @throws CommandFailure when there is none, or more than one
   */
  public String id(JsonNode answer, String name) {
    List<String> found = new ArrayList<>();
    for (JsonNode item : answer.path("items")) {
      if (Json.text(item, member).equals(name)) {
        found.add(Json.text(item, "id"));
      }
    }
    if (found.size() > 1) {
      throw CommandFailure.usage(
          "name-ambiguous",
          "The name of the " + kind + " is not unique",
          "'" + name + "' is the name of " + String.join(" and ", found),
          "give the id");
    }
    if (found.isEmpty()) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          Problem.local(
              kind + "-not-found",
              "There is no such " + kind,
              "'" + name + "' is not among those that you can see",
              "`" + listing + "` shows them"));
    }
    return found.getFirst();
  }
}
