package mosaic.gateway.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mosaic.gateway.scope.Scope.Filter;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {

  private static final String T1 = Worlds.T1.toString();
  private static final String T2 = Worlds.T2.toString();
  private static final String KNOWN_TYPES = "tasks, notes, memory, credentials, api_keys";
  private static final String KNOWN_PATHS =
      KNOWN_TYPES + " and teams/{team id}/... of these, written exactly so";

  /** As printed in the requirements. */
  private static final Map<String, Object> EXAMPLE =
      Map.of(
          "resources", List.of("tasks", "notes", "memory"),
          "filters",
              Map.of(
                  "tasks", Map.of("include_teams", List.of(T1), "include_personal", true),
                  "notes", Map.of("include_personal", true, "include_teams", List.of()),
                  "memory", Map.of("include_personal", true)),
          "excluded_resources", List.of("credentials", "api_keys"),
          "max_rows_per_query", 500);

  @Test
  void parse_exampleOfTheRequirements_readsEveryPart() {
    Scope scope = Scope.parse(EXAMPLE);

    assertThat(scope)
        .isEqualTo(
            new Scope(
                Set.of(
                    ResourcePath.all(ResourceType.TASKS),
                    ResourcePath.all(ResourceType.NOTES),
                    ResourcePath.all(ResourceType.MEMORY)),
                Map.of(
                    ResourceType.TASKS, new Filter(Set.of(Worlds.T1), true),
                    ResourceType.NOTES, new Filter(Set.of(), true),
                    ResourceType.MEMORY, new Filter(Set.of(), true)),
                Set.of(
                    ResourcePath.all(ResourceType.CREDENTIALS),
                    ResourcePath.all(ResourceType.API_KEYS)),
                500));
    assertThat(scope.namesSensitive()).isFalse();
  }

  @Test
  void parse_resourcesOnly_hasTheDefaults() {
    Scope scope = Scope.parse(Map.of("resources", List.of()));

    assertThat(scope).isEqualTo(new Scope(Set.of(), Map.of(), Set.of(), 500));
    assertThat(scope.filter(ResourceType.TASKS)).isEqualTo(new Filter(Set.of(), true));
  }

  @Test
  void parse_filterWithoutKeys_showsNothing() {
    Scope scope = Scope.parse(tasksWith("filters", Map.of("tasks", Map.of())));

    assertThat(scope.filter(ResourceType.TASKS)).isEqualTo(new Filter(Set.of(), false));
  }

  @Test
  void parse_wholeNumbersOfAnyDecoder_areTaken() {
    for (Number seven : List.of(7, 7L, BigInteger.valueOf(7))) {
      assertThat(Scope.parse(tasksWith("max_rows_per_query", seven)).maxRowsPerQuery())
          .isEqualTo(7);
    }
    assertThat(Scope.parse(tasksWith("max_rows_per_query", 1)).maxRowsPerQuery()).isEqualTo(1);
  }

  @Test
  @Tag("M2-07")
  void parse_unknownResourceTypeOrKey_isRefusedWithItsJsonPath() {
    Map<String, Map<String, Object>> documentsByPath =
        Map.ofEntries(
            Map.entry("$.resources[1]", Map.of("resources", List.of("tasks", "taskz"))),
            Map.entry("$.resources[0]", Map.of("resources", List.of("teams/" + T1 + "/calendars"))),
            Map.entry("$.excluded_resources[0]", tasksWith("excluded_resources", List.of("keys"))),
            Map.entry("$.filters.calendars", tasksWith("filters", Map.of("calendars", Map.of()))),
            Map.entry(
                "$.filters['teams/" + T1 + "/tasks']",
                tasksWith("filters", Map.of("teams/" + T1 + "/tasks", Map.of()))),
            Map.entry("$.resource", tasksWith("resource", List.of("tasks"))),
            Map.entry("$.max_rows", tasksWith("max_rows", 5)),
            Map.entry("$['Resources']", tasksWith("Resources", List.of())),
            Map.entry("$['$schema']", tasksWith("$schema", "urn:mosaic:schema:scope")),
            Map.entry("$['']", tasksWith("", 1)),
            Map.entry(
                "$.filters.tasks.exclude_teams",
                tasksWith("filters", Map.of("tasks", Map.of("exclude_teams", List.of())))));

    assertSoftly(
        softly ->
            documentsByPath.forEach(
                (path, document) ->
                    softly
                        .assertThatThrownBy(() -> Scope.parse(document))
                        .isInstanceOfSatisfying(
                            ScopeRefused.class,
                            refused -> {
                              softly.assertThat(refused.path()).isEqualTo(path);
                              softly
                                  .assertThat(refused)
                                  .hasMessageStartingWith(path + ": unknown ")
                                  .hasMessageContaining("; known are ");
                            })));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal(
            Map.of("resources", List.of("taskz")),
            "$.resources[0]",
            "unknown resource type 'taskz'; known are " + KNOWN_PATHS),
        refusal(
            tasksWith("colour", "red"),
            "$.colour",
            "unknown key 'colour'; known are resources, filters, excluded_resources,"
                + " max_rows_per_query"),
        refusal(
            tasksWith("filters", Map.of("tasks", Map.of("teams", List.of()))),
            "$.filters.tasks.teams",
            "unknown key 'teams'; known are include_teams, include_personal"),
        refusal(
            tasksWith("filters", Map.of("taskz", Map.of())),
            "$.filters.taskz",
            "unknown resource type 'taskz'; known are " + KNOWN_TYPES),
        refusal(
            tasksWith("filters", Collections.singletonMap(null, Map.of())),
            "$.filters[(not a string)]",
            "unknown resource type (not a string); known are " + KNOWN_TYPES),

        // missing, and wrong types
        refusal(
            Map.of(),
            "$.resources",
            "missing; expected a list of resources, which may be empty; known are " + KNOWN_PATHS),
        refusal(resources(null), "$.resources", "expected a list, found null"),
        refusal(resources("tasks"), "$.resources", "expected a list, found the string 'tasks'"),
        refusal(resources(Map.of()), "$.resources", "expected a list, found an object"),
        refusal(resources(true), "$.resources", "expected a list, found true"),
        refusal(
            resources(EnumSet.allOf(ResourceType.class)),
            "$.resources",
            "expected a list, found something that is not JSON"),
        refusal(
            resources(Arrays.asList("tasks", null)),
            "$.resources[1]",
            "expected a string, found null"),
        refusal(
            resources(List.of(1.5)), "$.resources[0]", "expected a string, found the number 1.5"),
        refusal(
            resources(List.of(List.of("tasks"))),
            "$.resources[0]",
            "expected a string, found a list"),
        refusal(
            tasksWith("excluded_resources", null),
            "$.excluded_resources",
            "expected a list, found null"),
        refusal(tasksWith("filters", null), "$.filters", "expected an object, found null"),
        refusal(tasksWith("filters", List.of()), "$.filters", "expected an object, found a list"),
        refusal(
            tasksWith("filters", Collections.singletonMap("tasks", null)),
            "$.filters.tasks",
            "expected an object, found null"),
        refusal(
            taskFilter("include_teams", T1),
            "$.filters.tasks.include_teams",
            "expected a list, found the string '" + T1 + "'"),
        refusal(
            taskFilter("include_teams", List.of(5)),
            "$.filters.tasks.include_teams[0]",
            "expected a string, found the number 5"),
        refusal(
            taskFilter("include_personal", "true"),
            "$.filters.tasks.include_personal",
            "expected true or false, found the string 'true'"),
        refusal(
            taskFilter("include_personal", 1),
            "$.filters.tasks.include_personal",
            "expected true or false, found the number 1"),
        refusal(
            taskFilter("include_personal", null),
            "$.filters.tasks.include_personal",
            "expected true or false, found null"),

        // team ids
        notATeam("", "''"),
        notATeam("*", "'*'"),
        notATeam("1-1-1-1-1", "'1-1-1-1-1'"),
        notATeam("6F1C2D3E-0000-4ABC-8DEF-00000000000A", "'6F1C2D3E-0000-4ABC-8DEF-00000000000A'"),
        notATeam(" " + T1, "' " + T1 + "'"),

        // repetitions
        refusal(
            resources(List.of("tasks", "notes", "tasks")),
            "$.resources[2]",
            "found 'tasks' again; each may be named once"),
        refusal(
            tasksWith("excluded_resources", List.of("notes", "notes")),
            "$.excluded_resources[1]",
            "found 'notes' again; each may be named once"),
        refusal(
            taskFilter("include_teams", List.of(T1, T2, T1)),
            "$.filters.tasks.include_teams[2]",
            "found '" + T1 + "' again; each may be named once"),

        // a filter needs its type
        refusal(
            tasksWith("filters", Map.of("notes", Map.of())),
            "$.filters.notes",
            "a filter for 'notes', which is not in $.resources; name it there or leave out the"
                + " filter"),
        refusal(
            Map.of(
                "resources", List.of("teams/" + T1 + "/tasks"),
                "filters", Map.of("tasks", Map.of())),
            "$.filters.tasks",
            "a filter for 'tasks', which is not in $.resources; name it there or leave out the"
                + " filter"),

        // row cap
        notACap(0, "the number 0"),
        notACap(501, "the number 501"),
        notACap(-1L, "the number -1"),
        notACap(1.5, "the number 1.5"),
        notACap(500.0, "the number 500.0"),
        notACap(new BigDecimal("5E+1"), "the number 5E+1"),
        notACap(Double.NaN, "the number NaN"),
        notACap(4294967297L, "the number 4294967297"),
        notACap(BigInteger.TWO.pow(64).add(BigInteger.ONE), "the number 18446744073709551617"),
        notACap("500", "the string '500'"),
        notACap(null, "null"),
        notACap(false, "false"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void parse_invalidDocument_saysWhereWhatAndWhatIsValid(
      Map<String, ?> document, String path, String reason) {
    ScopeRefused refused = catchThrowableOfType(ScopeRefused.class, () -> Scope.parse(document));

    assertThat(refused.path()).isEqualTo(path);
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused).hasMessage(path + ": " + reason);
  }

  @ParameterizedTest
  @Tag("T-34")
  @ValueSource(
      strings = {
        "m\u00e9mory",
        "me\u0301mory",
        "ap\u0131_keys",
        "AP\u0130_KEYS",
        "API_KEYS",
        "\uff54asks",
        "\uff54\uff41\uff53\uff4b\uff53",
        "ta\u017fks",
        "task\u200b",
        "t?sks",
        "t.sks",
        "%",
        "^tasks$",
        "[t]asks",
        "(tasks)",
        // The keys of the document itself.
        "resource\u017f",
        "\uff52esources",
        "resources\u200d",
        "Resources",
        "f\u0131lters",
        "F\u0130LTERS",
        "filter.",
        "filters*",
        "exc\u217cuded_resources",
        "include\uff3fteams",
        "\u0131nclude_teams",
        "include_person\u0430l",
        "include_p\u00e9rsonal",
        "include_pe\u0301rsonal",
        "max_rows_per_quer\u0443",
        "max.rows.per.query",
        "ta\u200dsks",
        "t\u0430sks",
        "tasks\u0000",
        "*",
        "task*",
        ".*",
        "tasks|notes",
        "tasks ",
        "TASKS",
      })
  void parse_lookAlikeOrPatternAnywhere_isRefusedAndShown(String text) {
    List<Map<String, ?>> documents =
        List.of(
            resources(List.of(text)),
            resources(List.of("teams/" + T1 + "/" + text)),
            tasksWith("excluded_resources", List.of(text)),
            tasksWith("filters", Map.of(text, Map.of())),
            tasksWith(text, List.of()),
            taskFilter(text, List.of()),
            taskFilter("include_teams", List.of(text)));

    for (Map<String, ?> document : documents) {
      ScopeRefused refused = catchThrowableOfType(ScopeRefused.class, () -> Scope.parse(document));

      assertThat(refused).as("%s", document).isNotNull();
      assertThat(refused.getMessage()).matches("[ -~]+");
    }
  }

  @Test
  void parse_hostileText_isEscapedAndShortened() {
    String hostile = "a\r\n2026 level=info 'x' \u001b[2J\u202e\ud83d\\" + "y".repeat(1_000);

    ScopeRefused inList =
        catchThrowableOfType(ScopeRefused.class, () -> Scope.parse(resources(List.of(hostile))));
    ScopeRefused asKey =
        catchThrowableOfType(ScopeRefused.class, () -> Scope.parse(tasksWith(hostile, 1)));

    assertThat(inList.reason())
        .startsWith(
            "unknown resource type 'a\\u000d\\u000a2026 level=info \\'x\\' \\u001b[2J\\u202e\\ud83d\\\\yyy");
    assertThat(List.of(inList.getMessage(), asKey.getMessage()))
        .allSatisfy(message -> assertThat(message).matches("[ -~]{1,400}"));
  }

  @Provide
  Arbitrary<Map<String, Object>> documents() {
    return Worlds.documents();
  }

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  void toDocument_anyScope_readsBackAsTheSame(@ForAll("documents") Map<String, Object> document) {
    Scope scope = Scope.parse(document);

    Map<String, Object> canonical = scope.toDocument();

    assertThat(Scope.parse(canonical)).isEqualTo(scope);
    assertThat(Scope.parse(canonical).toDocument().toString()).isEqualTo(canonical.toString());
  }

  @Test
  void toDocument_anyOrderOfWriting_isOneText() {
    Scope scope =
        Scope.parse(
            Map.of(
                "resources",
                List.of(
                    "teams/" + Worlds.T3 + "/notes", "notes", "teams/" + T1 + "/notes", "tasks"),
                "filters",
                Map.of("tasks", Map.of("include_teams", List.of(Worlds.T3.toString(), T2, T1)))));

    assertThat(scope.toDocument().toString())
        .isEqualTo(
            "{resources=[tasks, notes, teams/%1$s/notes, teams/%3$s/notes],"
                    .formatted(T1, T2, Worlds.T3)
                + " filters={tasks={include_teams=[%1$s, %2$s, %3$s], include_personal=false}},"
                    .formatted(T1, T2, Worlds.T3)
                + " excluded_resources=[], max_rows_per_query=500}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "credentials",
        "api_keys",
        "teams/10000000-0000-4000-8000-0000000000a1/credentials"
      })
  void namesSensitive_inResources_evenIfExcluded(String path) {
    assertThat(Scope.parse(resources(List.of("tasks", path))).namesSensitive()).isTrue();
    assertThat(
            Scope.parse(Map.of("resources", List.of(path), "excluded_resources", List.of(path)))
                .namesSensitive())
        .isTrue();
    assertThat(Scope.parse(tasksWith("excluded_resources", List.of(path))).namesSensitive())
        .isFalse();
  }

  @Test
  void scope_impossibleValues_cannotBeMade() {
    Set<ResourcePath> tasks = Set.of(ResourcePath.all(ResourceType.TASKS));

    assertThatIllegalArgumentException().isThrownBy(() -> new Scope(tasks, Map.of(), Set.of(), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scope(tasks, Map.of(), Set.of(), 501));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Scope(tasks, Map.of(ResourceType.NOTES, Filter.PERSONAL_ONLY), Set.of(), 1));
  }

  @Test
  void scope_madeOfCollectionsThatChangeLater_staysAsItWas() {
    Map<ResourceType, Filter> filters =
        new HashMap<>(Map.of(ResourceType.TASKS, Filter.PERSONAL_ONLY));
    Scope scope = new Scope(Set.of(ResourcePath.all(ResourceType.TASKS)), filters, Set.of(), 1);

    filters.clear();

    assertThat(scope.filters()).hasSize(1);
    assertThatThrownBy(() -> scope.filters().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> scope.resources().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static Arguments refusal(Map<String, ?> document, String path, String reason) {
    return arguments(document, path, reason);
  }

  private static Arguments notATeam(String text, String shown) {
    return refusal(
        taskFilter("include_teams", List.of(text)),
        "$.filters.tasks.include_teams[0]",
        "not a team id: " + shown + "; expected a UUID in lower case with its hyphens");
  }

  private static Arguments notACap(@Nullable Object value, String shown) {
    return refusal(
        tasksWith("max_rows_per_query", value),
        "$.max_rows_per_query",
        "expected a whole number from 1 to 500, found " + shown);
  }

  private static Map<String, @Nullable Object> resources(@Nullable Object value) {
    return Collections.singletonMap("resources", value);
  }

  private static Map<String, Object> tasksWith(String key, @Nullable Object value) {
    Map<String, Object> document = new HashMap<>();
    document.put("resources", List.of("tasks"));
    document.put(key, value);
    return document;
  }

  private static Map<String, Object> taskFilter(String key, @Nullable Object value) {
    return tasksWith("filters", Map.of("tasks", Collections.singletonMap(key, value)));
  }
}
