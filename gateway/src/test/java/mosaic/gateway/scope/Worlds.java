package mosaic.gateway.scope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generates scope documents, and worlds to read through them. */
final class Worlds {

  static final UUID ALICE = UUID.fromString("a11ce000-0000-4000-8000-000000000001");
  static final UUID BOB = UUID.fromString("b0b00000-0000-4000-8000-000000000002");
  static final List<UUID> USERS = List.of(ALICE, BOB);

  static final UUID T1 = UUID.fromString("10000000-0000-4000-8000-0000000000a1");
  static final UUID T2 = UUID.fromString("20000000-0000-4000-8000-0000000000a2");
  static final UUID T3 = UUID.fromString("f0000000-0000-4000-8000-0000000000a3");

  /** In no world, but it may be named by a scope and asked for. */
  static final UUID NO_TEAM = UUID.fromString("99999999-9999-4999-8999-999999999999");

  static final List<UUID> TEAMS = List.of(T1, T2, T3);
  static final List<UUID> NAMEABLE_TEAMS = List.of(T1, T2, T3, NO_TEAM);

  static final List<String> TYPES =
      Arrays.stream(ResourceType.values()).map(ResourceType::wireName).toList();

  private Worlds() {}

  static String teamPath(UUID team, String type) {
    return "teams/" + team + "/" + type;
  }

  /** Every path that a scope or a request can name. */
  static List<String> paths() {
    List<String> paths = new ArrayList<>(TYPES);
    for (UUID team : NAMEABLE_TEAMS) {
      for (String type : TYPES) {
        paths.add(teamPath(team, type));
      }
    }
    return paths;
  }

  /** Valid documents, with every optional key sometimes left out. */
  static Arbitrary<Map<String, Object>> documents() {
    Arbitrary<Set<String>> types = Arbitraries.of(TYPES).set().ofMaxSize(4);
    Arbitrary<Set<String>> teamPaths =
        Arbitraries.of(paths()).filter(path -> path.startsWith("teams/")).set().ofMaxSize(4);
    Arbitrary<Set<String>> excluded = Arbitraries.of(paths()).set().ofMaxSize(3);
    Arbitrary<Map<String, Map<String, Object>>> filters =
        Arbitraries.maps(Arbitraries.of(TYPES), filters()).ofMaxSize(4);
    return Combinators.combine(
            types,
            teamPaths,
            filters,
            excluded.injectNull(0.2),
            Arbitraries.integers().between(1, 500).injectNull(0.2))
        .as(
            (ofTypes, ofTeams, filtersOfTypes, excludedPaths, maxRows) -> {
              Map<String, Object> document = new LinkedHashMap<>();
              Set<String> resources = new LinkedHashSet<>(ofTypes);
              resources.addAll(ofTeams);
              document.put("resources", List.copyOf(resources));
              Map<String, Object> ofNamed = new LinkedHashMap<>(filtersOfTypes);
              ofNamed.keySet().retainAll(ofTypes);
              if (!ofNamed.isEmpty()) {
                document.put("filters", ofNamed);
              }
              if (excludedPaths != null) {
                document.put("excluded_resources", List.copyOf(excludedPaths));
              }
              if (maxRows != null) {
                document.put("max_rows_per_query", maxRows);
              }
              return document;
            });
  }

  private static Arbitrary<Map<String, Object>> filters() {
    return Combinators.combine(
            Arbitraries.of(NAMEABLE_TEAMS).set().injectNull(0.2),
            Arbitraries.of(true, false).injectNull(0.2))
        .as(
            (teams, personal) -> {
              Map<String, Object> filter = new LinkedHashMap<>();
              if (teams != null) {
                filter.put("include_teams", teams.stream().map(UUID::toString).toList());
              }
              if (personal != null) {
                filter.put("include_personal", personal);
              }
              return filter;
            });
  }

  static Arbitrary<World> worlds() {
    Arbitrary<Map<UUID, Set<UUID>>> memberships =
        Arbitraries.of(TEAMS)
            .set()
            .list()
            .ofSize(USERS.size())
            .map(
                teams -> {
                  Map<UUID, Set<UUID>> teamsOf = new LinkedHashMap<>();
                  for (int i = 0; i < USERS.size(); i++) {
                    teamsOf.put(USERS.get(i), teams.get(i));
                  }
                  return teamsOf;
                });
    Arbitrary<World.Row> rows =
        Combinators.combine(
                Arbitraries.of(TYPES), Arbitraries.of(USERS), Arbitraries.of(TEAMS).injectNull(0.3))
            .as(World.Row::new);
    return Combinators.combine(
            memberships, rows.set().ofMaxSize(16), Arbitraries.of(USERS), documents())
        .as(World::new);
  }
}
