package mosaic.gateway.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import mosaic.gateway.scope.AccessDecision.Refused;
import mosaic.gateway.scope.AccessDecision.Visible;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/**
 * The rule against the set model of {@link World} (T-31).
 *
 * <p>Each world is asked for all 25 paths that there are. An ordinary run is some thirty thousand
 * worlds and every small one; {@code -Dmosaic.scope.worlds=1000000} makes it a million, in about
 * two minutes.
 */
@PropertyDefaults(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
class AccessRulePropertiesTest {

  private static final List<String> REQUESTS = Worlds.paths();

  @Provide
  Arbitrary<World> worlds() {
    return Worlds.worlds();
  }

  @Property
  @Tag("T-31")
  void decide_anyWorld_equalsTheSetModel(@ForAll("worlds") World world) {
    assertEqualsModel(world);
  }

  /** The same without the means to make a failing world smaller, and so much faster. */
  @Example
  @Tag("T-31")
  void decide_veryManyWorlds_equalsTheSetModel() {
    int worlds = Integer.getInteger("mosaic.scope.worlds", 20_000);
    int atOnce = 10_000;
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomGenerator<World> generator = Worlds.worlds().generator(1000);

    long withSomethingVisible = 0;
    for (int done = 0; done < worlds; done += atOnce) {
      List<World> some =
          Stream.generate(() -> generator.next(random).value()).limit(atOnce).toList();
      withSomethingVisible +=
          some.parallelStream()
              .filter(
                  world -> {
                    assertEqualsModel(world);
                    return REQUESTS.stream().anyMatch(path -> !world.visible(path).isEmpty());
                  })
              .count();
    }

    assertThat(withSomethingVisible)
        .as("worlds in which anything is visible, seed %s", seed)
        .isBetween(worlds / 4L, worlds * 3L / 4);
  }

  /** Every scope over one type and three teams, for every set of teams to be in. */
  @Example
  @Tag("T-31")
  void decide_everySmallWorld_equalsTheSetModel() {
    String type = "tasks";
    Set<World.Row> everyRow = new LinkedHashSet<>();
    List<String> everyPath = new ArrayList<>(List.of(type));
    for (UUID owner : Worlds.USERS) {
      everyRow.add(new World.Row(type, owner, null));
      Worlds.TEAMS.forEach(team -> everyRow.add(new World.Row(type, owner, team)));
    }
    Worlds.TEAMS.forEach(team -> everyPath.add(Worlds.teamPath(team, type)));
    List<Map<String, Object>> everyFilter = new ArrayList<>(List.of(Map.of()));
    for (boolean personal : List.of(true, false)) {
      for (List<UUID> teams : subsets(Worlds.TEAMS)) {
        List<String> includeTeams = teams.stream().map(UUID::toString).toList();
        everyFilter.add(
            Map.of(type, Map.of("include_teams", includeTeams, "include_personal", personal)));
      }
    }

    int worlds = 0;
    for (List<String> resources : subsets(everyPath)) {
      for (Map<String, Object> filters : everyFilter) {
        if (!filters.isEmpty() && !resources.contains(type)) {
          continue;
        }
        for (List<String> excluded : subsets(everyPath)) {
          for (List<UUID> teams : subsets(Worlds.TEAMS)) {
            Map<String, Object> document =
                Map.of("resources", resources, "filters", filters, "excluded_resources", excluded);
            assertEqualsModel(
                new World(
                    Map.of(Worlds.ALICE, Set.copyOf(teams)), everyRow, Worlds.ALICE, document));
            worlds++;
          }
        }
      }
    }

    assertThat(worlds).isEqualTo((8 + 8 * 17) * 16 * 8);
  }

  @Property
  @Tag("T-31")
  void decide_anyWorld_staysWithinNativeRights(@ForAll("worlds") World world) {
    Scope scope = Scope.parse(world.document());

    for (String request : REQUESTS) {
      assertThat(world.nativeRights()).containsAll(read(world, scope, request));
      if (decide(world, scope, request) instanceof Visible visible) {
        assertThat(world.subjectTeams()).containsAll(visible.teams());
      }
    }
  }

  @Property
  @Tag("T-31")
  void decide_anyExclusion_wins(@ForAll("worlds") World world) {
    Scope scope = Scope.parse(world.document());

    for (String request : REQUESTS) {
      assertThat(read(world, scope, request)).noneMatch(world.excluded()::contains);
      ResourcePath path = path(request);
      if (scope.excluded().contains(path)
          || scope.excluded().contains(ResourcePath.all(path.type()))) {
        assertThat(decide(world, scope, request)).isEqualTo(new Refused());
      }
    }
  }

  @Property
  @Tag("T-31")
  void decide_scopeNarrowedInAnyOneWay_neverShowsMore(
      @ForAll("worlds") World world, @ForAll @IntRange(max = 999) int step) {
    Scope scope = Scope.parse(world.document());
    List<Scope> steps = narrowed(scope);
    Scope narrower = steps.get(step % steps.size());

    for (String request : REQUESTS) {
      assertThat(read(world, scope, request)).containsAll(read(world, narrower, request));
      if (decide(world, narrower, request) instanceof Visible after) {
        assertThat(decide(world, scope, request))
            .isInstanceOfSatisfying(
                Visible.class,
                before -> assertThat(after.maxRows()).isLessThanOrEqualTo(before.maxRows()));
      }
    }
  }

  @Property
  @Tag("T-31")
  void decide_scopeWithoutResources_refusesEverything(@ForAll("worlds") World world) {
    Scope scope = Scope.parse(world.document());
    Scope empty = new Scope(Set.of(), Map.of(), scope.excluded(), scope.maxRowsPerQuery());

    for (String request : REQUESTS) {
      assertThat(decide(world, empty, request)).isEqualTo(new Refused());
    }
    assertThat(AccessRule.readable(empty)).isEmpty();
  }

  @Property
  @Tag("T-31")
  void decide_subjectNotInTeam_showsNothingOfIt(@ForAll("worlds") World world) {
    Scope scope = Scope.parse(world.document());

    for (String request : REQUESTS) {
      assertThat(read(world, scope, request))
          .allMatch(row -> row.team() == null || world.subjectTeams().contains(row.team()));
      UUID team = path(request).team();
      if (team != null
          && !world.subjectTeams().contains(team)
          && decide(world, scope, request) instanceof Visible visible) {
        assertThat(visible.isEmpty()).isTrue();
      }
    }
  }

  @Property
  void decide_teamThatExistsNowhere_isAnsweredAsAForeignOne(@ForAll("worlds") World world) {
    Map<UUID, Set<UUID>> alone = Map.of(world.subject(), Set.of());
    World foreign = new World(alone, world.rows(), world.subject(), world.document());
    Scope scope = Scope.parse(world.document());
    UUID unknown = UUID.fromString("12345678-1234-4234-8234-123456789abc");

    for (ResourceType type : ResourceType.values()) {
      for (UUID team : Worlds.TEAMS) {
        ResourcePath known = ResourcePath.ofTeam(team, type);
        if (!scope.resources().contains(known) && !scope.excluded().contains(known)) {
          assertThat(decide(foreign, scope, known.toString()))
              .isEqualTo(decide(foreign, scope, Worlds.teamPath(unknown, type.wireName())));
        }
      }
    }
  }

  @Property
  void readable_anyScope_isWhatIsNamedAndNotRefused(@ForAll("worlds") World world) {
    Scope scope = Scope.parse(world.document());

    List<ResourcePath> readable = AccessRule.readable(scope);

    assertThat(readable)
        .isSorted()
        .containsExactlyInAnyOrderElementsOf(
            REQUESTS.stream()
                .filter(request -> world.names("resources", request) && !world.refused(request))
                .map(AccessRulePropertiesTest::path)
                .toList());
  }

  private static void assertEqualsModel(World world) {
    Scope scope = Scope.parse(world.document());
    for (String request : REQUESTS) {
      AccessDecision decision = decide(world, scope, request);
      if (decision instanceof Refused != world.refused(request)
          || !read(world, decision).equals(world.visible(request))) {
        assertThat(decision)
            .as(request)
            .isInstanceOf(world.refused(request) ? Refused.class : Visible.class);
        assertThat(read(world, decision)).as(request).isEqualTo(world.visible(request));
      }
    }
  }

  private static AccessDecision decide(World world, Scope scope, String request) {
    return AccessRule.decide(scope, world.subjectTeams(), path(request));
  }

  private static Set<World.Row> read(World world, Scope scope, String request) {
    return read(world, decide(world, scope, request));
  }

  /** What {@link Visible} says in its Javadoc, row by row. */
  private static Set<World.Row> read(World world, AccessDecision decision) {
    Set<World.Row> read = new LinkedHashSet<>();
    switch (decision) {
      case Refused() -> {}
      case Visible visible -> {
        for (World.Row row : world.rows()) {
          boolean readable =
              row.team() == null
                  ? visible.personal() && row.owner().equals(world.subject())
                  : visible.teams().contains(row.team());
          if (readable && row.type().equals(visible.type().wireName())) {
            read.add(row);
          }
        }
        assertThat(visible.isEmpty() && !read.isEmpty()).isFalse();
      }
    }
    return read;
  }

  /** All scopes that differ from this one by one step that takes something away. */
  private static List<Scope> narrowed(Scope scope) {
    List<Scope> narrowed = new ArrayList<>();
    for (ResourcePath path : scope.resources()) {
      Set<ResourcePath> resources = new LinkedHashSet<>(scope.resources());
      resources.remove(path);
      Map<ResourceType, Scope.Filter> filters = new LinkedHashMap<>(scope.filters());
      if (path.team() == null) {
        filters.remove(path.type());
        narrowed.add(withFilter(scope, path.type(), new Scope.Filter(Set.of(), false)));
      }
      narrowed.add(new Scope(resources, filters, scope.excluded(), scope.maxRowsPerQuery()));
    }
    scope
        .filters()
        .forEach(
            (type, filter) -> {
              narrowed.add(withFilter(scope, type, new Scope.Filter(filter.includeTeams(), false)));
              for (UUID team : filter.includeTeams()) {
                Set<UUID> teams = new LinkedHashSet<>(filter.includeTeams());
                teams.remove(team);
                narrowed.add(
                    withFilter(scope, type, new Scope.Filter(teams, filter.includePersonal())));
              }
            });
    for (String path : REQUESTS) {
      Set<ResourcePath> excluded = new LinkedHashSet<>(scope.excluded());
      excluded.add(path(path));
      narrowed.add(
          new Scope(scope.resources(), scope.filters(), excluded, scope.maxRowsPerQuery()));
    }
    narrowed.add(new Scope(scope.resources(), scope.filters(), scope.excluded(), 1));
    return narrowed;
  }

  private static Scope withFilter(Scope scope, ResourceType type, Scope.Filter filter) {
    Map<ResourceType, Scope.Filter> filters = new LinkedHashMap<>(scope.filters());
    filters.put(type, filter);
    return new Scope(scope.resources(), filters, scope.excluded(), scope.maxRowsPerQuery());
  }

  private static ResourcePath path(String text) {
    return ResourcePath.parse(text).orElseThrow();
  }

  private static <T> List<List<T>> subsets(List<T> elements) {
    List<List<T>> subsets = new ArrayList<>();
    for (int chosen = 0; chosen < 1 << elements.size(); chosen++) {
      List<T> subset = new ArrayList<>();
      for (int i = 0; i < elements.size(); i++) {
        if ((chosen >> i & 1) == 1) {
          subset.add(elements.get(i));
        }
      }
      subsets.add(subset);
    }
    return subsets;
  }
}
