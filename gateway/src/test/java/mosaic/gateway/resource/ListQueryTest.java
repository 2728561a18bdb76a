package mosaic.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.Selection.Own;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListQueryTest {
  private static final UUID TEAM = new UUID(0, 7);
  private static final UUID OTHER = new UUID(0, 8);
  private static final ResourcePath TASKS = ResourcePath.all(ResourceType.TASKS);

  @Test
  void read_nothing_isAllInTheDefaultOrder() {
    assertThat(ListQuery.read(TASKS, Map.of())).isEqualTo(ListQuery.all(TASKS));
    assertThat(ListQuery.all(TASKS).order()).isEqualTo(ItemOrder.UPDATED_DESCENDING);
    assertThat(ListQuery.all(TASKS)).hasToString("tasks");
  }

  @Test
  void read_all_hasAll() {
    ListQuery query =
        ListQuery.read(
            TASKS,
            Map.of(
                "status", "open",
                "updated_since", "2026-11-01T02:00:00.5+02:00",
                "team", TEAM.toString(),
                "text", "  a&b  c=d\u00e9 ",
                "sort", "created_at"));

    assertThat(query)
        .isEqualTo(
            new ListQuery(
                TASKS,
                "open",
                Instant.parse("2026-11-01T00:00:00.5Z"),
                new TeamFilter.Only(TEAM),
                List.of("a&b", "c=d\u00e9"),
                ItemOrder.CREATED_ASCENDING));
    assertThat(query)
        .hasToString(
            "tasks?status=open&updated_since=2026-11-01T00%3A00%3A00.500Z&team="
                + TEAM
                + "&text=a%26b%20c%3Dd%C3%A9&sort=created_at");
  }

  @ParameterizedTest
  @CsvSource({
    "status,",
    "status, OPEN",
    "status, opened",
    "status, 'open,done'",
    "updated_since,",
    "updated_since, 2026-11-01",
    "updated_since, 2026-11-01T00:00",
    "updated_since, 2026-11-01T00:00:00",
    "updated_since, 2026-11-01 00:00:00Z",
    "updated_since, 2026-11-01t00:00:00z",
    "updated_since, 2026-11-01T00:00:00.1234567Z",
    "updated_since, 2026-11-01T00:00:00+99:00",
    "updated_since, 2026-02-30T00:00:00Z",
    "updated_since, 2026-11-01T24:00:01Z",
    "updated_since, 2026-11-01T00:00:61Z",
    "updated_since, 0000-01-01T00:00:00+01:00",
    "updated_since, 9999-12-31T23:59:59-01:00",
    "updated_since, +12026-11-01T00:00:00Z",
    "updated_since, yesterday",
    "updated_since, 1793491200",
    "team,",
    "team, None",
    "team, null",
    "team, 00000000-0000-0000-0000-00000000000A",
    "team, 1-1-1-1-1",
    "team, platform",
    "text,",
    "text, ' '",
    "text, 1 2 3 4 5 6 7 8 9 10 11",
    "sort,",
    "sort, title",
    "sort, +updated_at",
    "sort, updated_at desc",
    "sort, UPDATED_AT",
    "sort, id",
  })
  void read_aValueThatIsNone_isRefusedWithWhatIsKnown(String name, @Nullable String value) {
    ProblemException refusal = refusal(TASKS, Map.of(name, value == null ? "" : value));

    assertThat(refusal.code()).isEqualTo(ProblemCode.REQUEST_INVALID);
    assertThat(refusal).hasMessageStartingWith(name);
    assertThat(refusal.remedy())
        .containsAnyOf("open or done", "2026-11-01T", "none", "created_at", "titles");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "\ud800"})
  void read_textThatCannotBeStored_isRefused(String text) {
    assertThat(refusal(TASKS, Map.of("text", text)).code()).isEqualTo(ProblemCode.REQUEST_INVALID);
    assertThat(refusal(TASKS, Map.of("text", "x".repeat(201))).code())
        .isEqualTo(ProblemCode.REQUEST_INVALID);
    assertThat(query("text", "\ud83d\ude00".repeat(200)).words()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TASKS")
  void read_statusOfWhatHasNone_isRefused(ResourceType type) {
    assertThat(refusal(ResourcePath.all(type), Map.of("status", "open")).code())
        .isEqualTo(ProblemCode.REQUEST_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2024-02-29T00:00:00Z"})
  void read_timesAtTheEdge_areTaken(String time) {
    assertThat(ListQuery.read(TASKS, Map.of("updated_since", time)).updatedSince())
        .isEqualTo(Instant.parse(time));
  }

  @Test
  void toString_sameListWrittenOtherwise_isTheSame() {
    assertThat(
            ListQuery.read(
                TASKS,
                Map.of("sort", "-updated_at", "updated_since", "2026-11-01T01:00:00.000+01:00")))
        .hasToString(
            ListQuery.read(TASKS, Map.of("updated_since", "2026-11-01T00:00:00Z")).toString());
  }

  @Test
  @Tag("T-31")
  void within_team_onlyNarrows() {
    Selection seen = new Selection(ResourceType.TASKS, Own.ALL, Set.of(TEAM));

    assertThat(query("team", TEAM.toString()).within(seen))
        .isEqualTo(new Selection(ResourceType.TASKS, Own.NONE, Set.of(TEAM)));
    assertThat(query("team", OTHER.toString()).within(seen))
        .as("a team that is not visible")
        .isEqualTo(new Selection(ResourceType.TASKS, Own.NONE, Set.of()));
    assertThat(query("team", "none").within(seen))
        .isEqualTo(new Selection(ResourceType.TASKS, Own.PERSONAL, Set.of()));
    assertThat(
            query("team", "none").within(new Selection(ResourceType.TASKS, Own.NONE, Set.of(TEAM))))
        .as("personal rows that are hidden stay hidden")
        .isEqualTo(new Selection(ResourceType.TASKS, Own.NONE, Set.of()));
    assertThat(query("sort", "created_at").within(seen)).isEqualTo(seen);
  }

  @Test
  void admits_eachFilter_isTheRowsThatFit() {
    Item personal = item("open", null);
    Item ofTeam = item("done", TEAM);

    assertThat(query("status", "open").admits(personal)).isTrue();
    assertThat(query("status", "open").admits(ofTeam)).isFalse();
    assertThat(query("team", "none").admits(personal)).isTrue();
    assertThat(query("team", "none").admits(ofTeam)).isFalse();
    assertThat(query("team", TEAM.toString()).admits(ofTeam)).isTrue();
    assertThat(query("team", TEAM.toString()).admits(personal)).isFalse();
    assertThat(query("updated_since", "1970-01-01T00:00:09Z").admits(personal)).isTrue();
    assertThat(query("updated_since", "1970-01-01T00:00:09.000001Z").admits(personal)).isFalse();
    assertThat(ListQuery.all(ResourcePath.ofTeam(TEAM, ResourceType.TASKS)).admits(ofTeam))
        .isTrue();
    assertThat(ListQuery.all(ResourcePath.ofTeam(OTHER, ResourceType.TASKS)).admits(ofTeam))
        .isFalse();
    assertThat(ListQuery.all(ResourcePath.all(ResourceType.NOTES)).admits(personal)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void comparator_eachOrder_isOfItsTimeAndThenOfTheId(ItemOrder order) {
    boolean descending = order.wireName().startsWith("-");
    Position early = new Position(Instant.EPOCH, new UUID(-1, 0));
    Position late = new Position(Instant.EPOCH.plusNanos(1000), new UUID(0, 0));
    Position lateHigh = new Position(late.time(), new UUID(-1, 0));

    assertThat(order.comparator().compare(early, late))
        .matches(compared -> compared > 0 == descending && compared != 0);
    assertThat(order.comparator().compare(late, lateHigh))
        .as("ids are unsigned, as PostgreSQL has them")
        .matches(compared -> compared > 0 == descending && compared != 0);
    assertThat(order.positionOf(item("open", null)).time())
        .isEqualTo(Instant.ofEpochSecond(order.wireName().contains("updated") ? 9 : 3));
  }

  private static ListQuery query(String name, String value) {
    return ListQuery.read(TASKS, Map.of(name, value));
  }

  private static Item item(String status, @Nullable UUID team) {
    return new Item(
        ResourceType.TASKS,
        new UUID(0, 1),
        "t",
        "",
        status,
        null,
        new UUID(0, 2),
        team,
        Instant.ofEpochSecond(3),
        Instant.ofEpochSecond(9),
        null);
  }

  private static ProblemException refusal(ResourcePath path, Map<String, String> parameters) {
    return catchThrowableOfType(ProblemException.class, () -> ListQuery.read(path, parameters));
  }
}
