package mosaic.gateway.scope;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The matrix of ACCESS-RULE.md, as {@link World} says it has to be: the requirements in set theory,
 * and nothing of the code that decides. A test of the harness asks every cell of it over mutual
 * TLS.
 */
final class AccessMatrix {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOTHING = "–";
  private static final String SEARCH_OF_ALL = "search, all types";

  /** Alice, whom the grant acts as, is in T1 and T2; Bob in T1 and T3. T0 does not exist. */
  private static final Map<UUID, Set<UUID>> MEMBERSHIPS =
      Map.of(Worlds.ALICE, Set.of(Worlds.T1, Worlds.T2), Worlds.BOB, Set.of(Worlds.T1, Worlds.T3));

  private static final Map<String, UUID> TEAMS =
      Map.of("T0", Worlds.NO_TEAM, "T1", Worlds.T1, "T2", Worlds.T2, "T3", Worlds.T3);

  /** A scope of one kind, for a resource {@code R}. */
  private record Kind(String name, String document) {
    static Kind filtered(String name, String filter) {
      return new Kind(name, "{\"resources\": [\"R\"], \"filters\": {\"R\": {" + filter + "}}}");
    }
  }

  private static final List<Kind> SCOPES =
      List.of(
          new Kind("not named", "{\"resources\": []}"),
          new Kind("named, no filter", "{\"resources\": [\"R\"]}"),
          Kind.filtered("filter: personal", "\"include_personal\": true"),
          Kind.filtered(
              "filter: personal, T1", "\"include_personal\": true, \"include_teams\": [\"T1\"]"),
          Kind.filtered("filter: T1 only", "\"include_teams\": [\"T1\"]"),
          Kind.filtered("filter: T3 only", "\"include_teams\": [\"T3\"]"),
          Kind.filtered("filter: nothing", ""),
          new Kind("path of T1 named", "{\"resources\": [\"teams/T1/R\"]}"),
          new Kind("named, and path of T1", "{\"resources\": [\"R\", \"teams/T1/R\"]}"),
          new Kind("excluded", "{\"resources\": [\"R\"], \"excluded_resources\": [\"R\"]}"),
          new Kind(
              "filter: personal, T1, T2; path of T1 excluded",
              "{\"resources\": [\"R\"], \"filters\": {\"R\": {\"include_personal\": true,"
                  + " \"include_teams\": [\"T1\", \"T2\"]}},"
                  + " \"excluded_resources\": [\"teams/T1/R\"]}"));

  /**
   * What is asked.
   *
   * @param path the path that decides
   * @param absent the answer to a request that does not show a row
   */
  private record Request(String name, String path, String absent) {
    static Request list(String path) {
      return new Request("list " + path, path, NOTHING);
    }
  }

  private static final List<Request> REQUESTS =
      List.of(
          Request.list("R"),
          Request.list("teams/T1/R"),
          Request.list("teams/T2/R"),
          Request.list("teams/T3/R"),
          Request.list("teams/T0/R"),
          new Request("get R/{id}", "R", "404"),
          new Request("search R", "R", NOTHING),
          new Request("search teams/T1/R", "teams/T1/R", NOTHING),
          new Request("search teams/T3/R", "teams/T3/R", NOTHING),
          new Request(SEARCH_OF_ALL, "R", NOTHING));

  /** A row of a kind that there is one of in every type. */
  private record Row(String name, UUID owner, @Nullable UUID team) {
    World.Row of(String type) {
      return new World.Row(type, owner, team);
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row("own, personal", Worlds.ALICE, null),
          new Row("own, T1", Worlds.ALICE, Worlds.T1),
          new Row("Bob's, T1", Worlds.BOB, Worlds.T1),
          new Row("own, T2", Worlds.ALICE, Worlds.T2),
          new Row("own, T3, left", Worlds.ALICE, Worlds.T3),
          new Row("Bob's, T3", Worlds.BOB, Worlds.T3),
          new Row("Bob's, personal", Worlds.BOB, null));

  private AccessMatrix() {}

  /** The lines of the generated part of the document. */
  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    table(lines, "scope", "document");
    SCOPES.forEach(scope -> line(lines, scope.name(), "`" + scope.document() + "`"));
    lines.add("");
    table(lines, "scope", "`capabilities` names");
    SCOPES.forEach(scope -> line(lines, scope.name(), String.join(", ", named(scope))));
    lines.add("");
    List<String> headings = new ArrayList<>(List.of("scope", "request", "of"));
    ROWS.forEach(row -> headings.add(row.name()));
    table(lines, headings.toArray(String[]::new));
    for (Kind scope : SCOPES) {
      for (Request request : REQUESTS) {
        answers(scope, request)
            .forEach(
                (answers, types) ->
                    line(
                        lines,
                        scope.name(),
                        request.name(),
                        types.equals(Worlds.TYPES) ? "all five" : String.join(", ", types),
                        String.join(" | ", answers)));
      }
    }
    return lines;
  }

  /** The answers, with the types that get them: one entry where all types are treated alike. */
  private static Map<List<String>, List<String>> answers(Kind scope, Request request) {
    Map<List<String>, List<String>> types = new LinkedHashMap<>();
    for (String type : Worlds.TYPES) {
      World world = world(scope, type);
      List<String> answers =
          ROWS.stream().map(row -> answer(world, request, row.of(type))).toList();
      types.computeIfAbsent(answers, same -> new ArrayList<>()).add(type);
    }
    return types;
  }

  private static String answer(World world, Request request, World.Row row) {
    String path = filledIn(request.path(), row.type());
    if (request.name().equals(SEARCH_OF_ALL)) {
      return ofAll(world, row) ? "row" : request.absent();
    }
    if (world.refused(path)) {
      return "403";
    }
    return world.visible(path).contains(row) ? "row" : request.absent();
  }

  /** What is not named, or excluded, is not looked at; what is named by its team's path, is. */
  private static boolean ofAll(World world, World.Row row) {
    return REQUESTS.stream()
        .map(request -> filledIn(request.path(), row.type()))
        .filter(path -> world.names("resources", path))
        .anyMatch(path -> world.visible(path).contains(row));
  }

  /** R-503: what the scope names, without what it excludes. */
  private static List<String> named(Kind scope) {
    String type = Worlds.TYPES.getFirst();
    World world = world(scope, type);
    List<String> named =
        REQUESTS.stream()
            .map(Request::path)
            .distinct()
            .filter(path -> world.names("resources", filledIn(path, type)))
            .filter(path -> !world.refused(filledIn(path, type)))
            .toList();
    return named.isEmpty() ? List.of(NOTHING) : named;
  }

  private static World world(Kind scope, String type) {
    try {
      return new World(
          MEMBERSHIPS,
          Set.copyOf(ROWS.stream().map(row -> row.of(type)).toList()),
          Worlds.ALICE,
          JSON.readValue(filledIn(scope.document(), type), new TypeReference<>() {}));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String filledIn(String text, String type) {
    String filled = text.replaceAll("\\bR\\b", type);
    for (Map.Entry<String, UUID> team : TEAMS.entrySet()) {
      filled = filled.replace(team.getKey(), team.getValue().toString());
    }
    return filled;
  }

  private static void table(List<String> lines, String... headings) {
    line(lines, headings);
    lines.add("|" + "---|".repeat(headings.length));
  }

  private static void line(List<String> lines, String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }
}
