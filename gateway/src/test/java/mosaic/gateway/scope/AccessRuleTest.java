package mosaic.gateway.scope;

import static mosaic.gateway.scope.Worlds.T1;
import static mosaic.gateway.scope.Worlds.T2;
import static mosaic.gateway.scope.Worlds.T3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import mosaic.gateway.scope.AccessDecision.Refused;
import mosaic.gateway.scope.AccessDecision.Visible;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AccessRuleTest {

  /** The subject is in T1 and T2, and not in T3. */
  private static final Set<UUID> SUBJECT_TEAMS = Set.of(T1, T2);

  private static final String TASKS_OF_T1 = Worlds.teamPath(T1, "tasks");
  private static final String TASKS_OF_T2 = Worlds.teamPath(T2, "tasks");
  private static final String TASKS_OF_T3 = Worlds.teamPath(T3, "tasks");
  private static final String TASKS_OF_NONE = Worlds.teamPath(Worlds.NO_TEAM, "tasks");

  private static final AccessDecision REFUSED = new Refused();

  static Stream<Arguments> decisions() {
    return Stream.of(
        // what is not named is refused, and an empty scope names nothing.
        arguments(scope(), "tasks", REFUSED),
        arguments(scope(), TASKS_OF_T1, REFUSED),
        arguments(scope("notes"), "tasks", REFUSED),
        arguments(scope("notes"), TASKS_OF_T1, REFUSED),

        // without a filter, personal rows only.
        arguments(scope("tasks"), "tasks", personalAnd()),
        arguments(scope("tasks"), TASKS_OF_T1, teams()),

        // with a filter, what it says and no more.
        arguments(scope("tasks").filter("tasks", true), "tasks", personalAnd()),
        arguments(scope("tasks").filter("tasks", true, T1), "tasks", personalAnd(T1)),
        arguments(scope("tasks").filter("tasks", true, T1), TASKS_OF_T1, teams(T1)),
        arguments(scope("tasks").filter("tasks", true, T1), TASKS_OF_T2, teams()),
        arguments(scope("tasks").filter("tasks", false, T1), "tasks", teams(T1)),
        arguments(scope("tasks").filter("tasks", false), "tasks", teams()),
        arguments(scope("tasks").filter("tasks", null), "tasks", teams()),
        arguments(scope("tasks").filter("tasks", null, T1), "tasks", teams(T1)),
        arguments(scope("tasks").emptyFilter("tasks"), "tasks", teams()),

        // the filter of one type says nothing about another.
        arguments(scope("tasks", "notes").filter("notes", true, T1), "tasks", personalAnd()),
        arguments(scope("tasks", "notes").filter("notes", true, T1), TASKS_OF_T1, teams()),

        // nothing from a team that the subject is not in, and the same for one that is not.
        arguments(scope("tasks").filter("tasks", true, T1, T3), "tasks", personalAnd(T1)),
        arguments(scope("tasks").filter("tasks", true, T3), TASKS_OF_T3, teams()),
        arguments(scope("tasks").filter("tasks", true, T3), TASKS_OF_NONE, teams()),
        arguments(scope(TASKS_OF_T3), TASKS_OF_T3, teams()),

        // The path of a team names that team and nothing else.
        arguments(scope(TASKS_OF_T1), TASKS_OF_T1, teams(T1)),
        arguments(scope(TASKS_OF_T1), TASKS_OF_T2, REFUSED),
        arguments(scope(TASKS_OF_T1), "tasks", REFUSED),
        arguments(scope(TASKS_OF_T1), Worlds.teamPath(T1, "notes"), REFUSED),
        arguments(scope("tasks", TASKS_OF_T1), "tasks", personalAnd(T1)),
        arguments(scope("tasks", TASKS_OF_T1).filter("tasks", false, T2), "tasks", teams(T1, T2)),
        arguments(
            scope("notes", TASKS_OF_T1),
            "notes",
            new Visible(ResourceType.NOTES, true, Set.of(), 500)),

        // an excluded type is refused, whatever else is said of it, with its team paths.
        arguments(scope("tasks").excluding("tasks"), "tasks", REFUSED),
        arguments(scope("tasks").excluding("tasks"), TASKS_OF_T1, REFUSED),
        arguments(scope(TASKS_OF_T1).excluding("tasks"), TASKS_OF_T1, REFUSED),
        arguments(
            scope("tasks", TASKS_OF_T1).filter("tasks", true, T1).excluding("tasks"),
            TASKS_OF_T1,
            REFUSED),
        arguments(scope("tasks").excluding("credentials", "api_keys"), "credentials", REFUSED),
        arguments(scope("tasks").excluding("notes"), "tasks", personalAnd()),

        // an excluded team path is refused, and its rows vanish from the plain list.
        arguments(
            scope("tasks").filter("tasks", true, T1, T2).excluding(TASKS_OF_T1),
            "tasks",
            personalAnd(T2)),
        arguments(
            scope("tasks").filter("tasks", true, T1, T2).excluding(TASKS_OF_T1),
            TASKS_OF_T1,
            REFUSED),
        arguments(
            scope("tasks").filter("tasks", true, T1, T2).excluding(TASKS_OF_T1),
            TASKS_OF_T2,
            teams(T2)),
        arguments(scope("tasks", TASKS_OF_T1).excluding(TASKS_OF_T1), "tasks", personalAnd()),
        arguments(scope(TASKS_OF_T1).excluding(TASKS_OF_T1), TASKS_OF_T1, REFUSED),
        arguments(scope("tasks").excluding(TASKS_OF_T3), TASKS_OF_T3, REFUSED),
        arguments(
            scope("tasks", "notes").filter("notes", true, T1).excluding(TASKS_OF_T1),
            Worlds.teamPath(T1, "notes"),
            new Visible(ResourceType.NOTES, false, Set.of(T1), 500)));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void decide_table_answersAsTheRequirementsSay(
      ScopeText scope, String request, AccessDecision expected) {
    AccessDecision decision = AccessRule.decide(scope.parse(), SUBJECT_TEAMS, path(request));

    assertThat(decision).isEqualTo(expected);
  }

  @Test
  void decide_subjectInNoTeam_seesPersonalRowsOnly() {
    Scope scope = scope("tasks", TASKS_OF_T2).filter("tasks", true, T1).parse();

    AccessDecision decision = AccessRule.decide(scope, Set.of(), path("tasks"));

    assertThat(decision).isEqualTo(personalAnd());
  }

  @Test
  void decide_rowCap_isThatOfTheScope() {
    Scope scope =
        Scope.parse(Map.of("resources", List.of("tasks", TASKS_OF_T1), "max_rows_per_query", 7));

    assertThat(AccessRule.decide(scope, SUBJECT_TEAMS, path("tasks")))
        .isEqualTo(new Visible(ResourceType.TASKS, true, Set.of(T1), 7));
    assertThat(AccessRule.decide(scope, SUBJECT_TEAMS, path(TASKS_OF_T1)))
        .isEqualTo(new Visible(ResourceType.TASKS, false, Set.of(T1), 7));
  }

  @Test
  void isEmpty_anythingVisible_isFalse() {
    assertThat(teams().isEmpty()).isTrue();
    assertThat(teams(T1).isEmpty()).isFalse();
    assertThat(personalAnd().isEmpty()).isFalse();
    assertThat(personalAnd(T1).isEmpty()).isFalse();
  }

  @Test
  void visible_teams_cannotBeChanged() {
    assertThatThrownBy(() -> personalAnd(T1).teams().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void readable_namedAndNotExcluded_inOrder() {
    Scope scope =
        scope("api_keys", TASKS_OF_T3, "notes", TASKS_OF_T1, "tasks", TASKS_OF_T2, "credentials")
            .excluding("credentials", TASKS_OF_T2, "memory")
            .parse();

    List<ResourcePath> readable = AccessRule.readable(scope);

    assertThat(readable)
        .extracting(ResourcePath::toString)
        .containsExactly("tasks", TASKS_OF_T1, TASKS_OF_T3, "notes", "api_keys");
  }

  @Test
  void readable_excludedType_takesItsTeamPathsAlong() {
    Scope scope = scope("tasks", TASKS_OF_T1, "notes").excluding("tasks").parse();

    assertThat(AccessRule.readable(scope)).containsExactly(ResourcePath.all(ResourceType.NOTES));
  }

  private static Visible personalAnd(UUID... teams) {
    return new Visible(ResourceType.TASKS, true, Set.of(teams), 500);
  }

  private static Visible teams(UUID... teams) {
    return new Visible(ResourceType.TASKS, false, Set.of(teams), 500);
  }

  private static ResourcePath path(String text) {
    return ResourcePath.parse(text).orElseThrow();
  }

  private static ScopeText scope(String... resources) {
    return new ScopeText(List.of(resources), Map.of(), List.of());
  }

  /** A scope document in the making; prints as one in the names of the tests. */
  record ScopeText(
      List<String> resources, Map<String, Map<String, Object>> filters, List<String> excluded) {

    /** A filter of these teams; null leaves {@code include_personal} out. */
    ScopeText filter(String type, @Nullable Boolean personal, UUID... of) {
      Map<String, Object> filter = new LinkedHashMap<>();
      filter.put("include_teams", Arrays.stream(of).map(UUID::toString).toList());
      if (personal != null) {
        filter.put("include_personal", personal);
      }
      return new ScopeText(resources, Map.of(type, filter), excluded);
    }

    ScopeText emptyFilter(String type) {
      return new ScopeText(resources, Map.of(type, Map.of()), excluded);
    }

    ScopeText excluding(String... paths) {
      return new ScopeText(resources, filters, List.of(paths));
    }

    Scope parse() {
      return Scope.parse(
          Map.of("resources", resources, "filters", filters, "excluded_resources", excluded));
    }
  }
}
