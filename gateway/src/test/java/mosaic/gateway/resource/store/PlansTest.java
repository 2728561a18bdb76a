package mosaic.gateway.resource.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mosaic.gateway.resource.ItemOrder;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.resource.Position;
import mosaic.gateway.resource.Selection;
import mosaic.gateway.resource.Selection.Own;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reads go by indexes, under row-level security and as the gateway's role, whatever they are
 * filtered and sorted by: what they cost does not depend on how many rows there are (R-1402).
 */
class PlansTest {
  private static final int ROWS = Integer.getInteger("mosaic.test.plans.rows", 50_000);
  private static final int LIMIT = 21;

  /** In the middle of each order. */
  private static final Position PLACE =
      new Position(Instant.parse("2026-06-01T00:30:00Z"), new UUID(-1, 0));

  private static final Position CREATED_PLACE =
      new Position(Instant.parse("2026-01-01T06:00:00Z"), new UUID(-1, 0));

  private static final String SINCE = "2026-06-01T00:10:00Z";

  @TempDir private static Path directory;
  private static RowsDatabase database;
  private static Connection gateway;

  @BeforeAll
  static void make() throws SQLException {
    database = RowsDatabase.make(directory.resolve("postgres"), ROWS);
    gateway = database.asGateway();
  }

  @AfterAll
  static void stop() throws SQLException {
    gateway.close();
    database.close();
  }

  private record Reader(UUID user, Set<UUID> teams) {}

  private static final List<Reader> READERS =
      List.of(
          new Reader(RowsDatabase.MEMBER_OF_ONE, Set.of(RowsDatabase.team(1))),
          new Reader(
              RowsDatabase.MEMBER_OF_ALL,
              IntStream.rangeClosed(1, RowsDatabase.TEAMS)
                  .filter(number -> number != 3)
                  .mapToObj(RowsDatabase::team)
                  .collect(Collectors.toSet())),
          new Reader(RowsDatabase.ALONE, Set.of(RowsDatabase.TEAM_OF_ONE)));

  @ParameterizedTest
  @EnumSource
  void list_eachFilterOfTasks_readsNoMoreThanTheLimitOfEachBranch(ItemOrder order)
      throws SQLException {
    List<Map<String, String>> filters =
        List.of(
            Map.of(),
            Map.of("status", "open"),
            Map.of("status", "done"),
            Map.of("updated_since", SINCE),
            Map.of("status", "open", "updated_since", SINCE),
            Map.of("team", "none"),
            Map.of("team", RowsDatabase.TEAM_OF_ONE.toString(), "status", "open"));

    long returned = 0;
    for (Map<String, String> filter : filters) {
      for (Reader reader : READERS) {
        for (Own own : Own.values()) {
          returned += requireIndexFirst(ResourceType.TASKS, filter, order, reader, own);
        }
      }
    }

    assertThat(returned).as("rows returned, lest nothing was looked for").isGreaterThan(2_000);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TASKS")
  void list_otherTypes_readNoMoreThanTheLimitOfEachBranch(ResourceType type) throws SQLException {
    for (ItemOrder order : ItemOrder.values()) {
      for (Reader reader : READERS) {
        requireIndexFirst(type, Map.of(), order, reader, Own.ALL);
        requireIndexFirst(type, Map.of("updated_since", SINCE), order, reader, Own.PERSONAL);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void list_manyTeams_readsLittleMoreThanOneRowOfEach(ItemOrder order) throws SQLException {
    Reader reader = READERS.get(1);
    ListQuery query =
        ListQuery.read(ResourcePath.all(ResourceType.TASKS), Map.of("sort", order.wireName()));
    ListStatement statement =
        ListStatement.of(
            new Selection(ResourceType.TASKS, Own.ALL, reader.teams()), query, LIMIT, null);

    for (Plan.Mode mode : Plan.Mode.values()) {
      Plan plan = Plan.of(gateway, reader.user(), mode, statement.sql(), statement.parameters());

      assertThat(plan.rows()).isEqualTo(LIMIT);
      assertThat(plan.rowsReadOf("tasks"))
          .as(plan.text())
          .isLessThan(reader.teams().size() + 6L * LIMIT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void list_eachOrder_isWhatAPlainStatementGives(ItemOrder order) throws SQLException {
    for (Reader reader : READERS) {
      UUID[] teams = reader.teams().toArray(UUID[]::new);
      ListQuery query =
          ListQuery.read(
              ResourcePath.all(ResourceType.TASKS),
              Map.of("sort", order.wireName(), "status", "open"));
      for (Position after : new Position[] {null, order.byUpdate() ? PLACE : CREATED_PLACE}) {
        ListStatement statement =
            ListStatement.of(
                new Selection(ResourceType.TASKS, Own.ALL, reader.teams()), query, 200, after);
        String direction = order.descending() ? "desc" : "asc";
        String column = order.byUpdate() ? "updated_at" : "created_at";
        String plain =
            "select id from tasks where status = 'open'"
                + (after == null
                    ? ""
                    : " and (%s, id) %s ('%s', '%s')"
                        .formatted(
                            column, order.descending() ? "<" : ">", after.time(), after.id()))
                + " order by %s %s, id %s limit 200".formatted(column, direction, direction);

        assertThat(Plan.ids(gateway, reader.user(), statement.sql(), statement.parameters()))
            .as("%s, %d teams, after %s", order, teams.length, after)
            .isNotEmpty()
            .isEqualTo(Plan.ids(gateway, reader.user(), plain, Tuple.tuple()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void getAndByIds_readWhatIsAskedFor(ResourceType type) throws SQLException {
    String table = type.wireName();
    UUID[] ids;
    try (Connection nobody = database.asGateway();
        var statement = nobody.createStatement()) {
      statement.execute("begin; select enter_user('" + RowsDatabase.ALONE + "')");
      try (var rows =
          statement.executeQuery("select array(select id from " + table + " limit 20)")) {
        assertThat(rows.next()).isTrue();
        ids = (UUID[]) rows.getArray(1).getArray();
      }
    }

    for (Reader reader : READERS) {
      UUID[] teams = reader.teams().toArray(UUID[]::new);
      boolean own = reader.user().equals(RowsDatabase.ALONE);
      for (Own which : Own.values()) {
        for (Plan.Mode mode : Plan.Mode.values()) {
          Plan get =
              Plan.of(
                  gateway, reader.user(), mode, ItemSql.get(type, which), Tuple.of(teams, ids[0]));
          Plan byIds =
              Plan.of(
                  gateway, reader.user(), mode, ItemSql.byIds(type, which), Tuple.of(teams, ids));

          requireBounded(get, table, 1);
          requireBounded(byIds, table, ids.length);
          assertThat(byIds.rows()).isLessThanOrEqualTo(own ? ids.length : 0);
          if (own && which == Own.ALL) {
            assertThat(byIds.rows()).isEqualTo(ids.length);
          }
        }
      }
    }
  }

  /** The proof that the others can fail: this is how a list would be written by hand. */
  @Test
  void list_writtenNaively_readsAllThereIs() throws SQLException {
    String naive =
        "select %s from tasks t where t.owner_id = (select current_mosaic_user())"
                .formatted(ItemSql.columns(ResourceType.TASKS))
            + " or t.team_id = any($1::uuid[]) order by updated_at desc, id desc limit $2";
    Reader reader = READERS.getFirst();

    Plan plan =
        Plan.of(
            gateway,
            reader.user(),
            Plan.Mode.FORCE_CUSTOM_PLAN,
            naive,
            Tuple.of(reader.teams().toArray(UUID[]::new), LIMIT));

    assertThat(isBounded(plan, "tasks", 2L * LIMIT)).as(plan.text()).isFalse();
  }

  private static long requireIndexFirst(
      ResourceType type, Map<String, String> filter, ItemOrder order, Reader reader, Own own)
      throws SQLException {
    Map<String, String> parameters = new HashMap<>(filter);
    parameters.put("sort", order.wireName());
    ListQuery query = ListQuery.read(ResourcePath.all(type), parameters);
    Selection selection = query.within(new Selection(type, own, reader.teams()));
    int teams = selection.teams().size();
    // Each branch to the limit, and for many teams a look at which place that is.
    long bound = (long) (teams + (selection.own() == Own.NONE ? 0 : 1)) * LIMIT + teams + LIMIT;
    List<@Nullable Position> places = new ArrayList<>();
    places.add(null);
    places.add(order.byUpdate() ? PLACE : CREATED_PLACE);
    long returned = 0;
    for (Position after : places) {
      ListStatement statement = ListStatement.of(selection, query, LIMIT, after);
      for (Plan.Mode mode : Plan.Mode.values()) {
        Plan plan = Plan.of(gateway, reader.user(), mode, statement.sql(), statement.parameters());
        assertThat(isBounded(plan, type.wireName(), bound))
            .as(
                "%s %s %s, %d teams, %s, after %s, %s:%n%s",
                type, order, filter, teams, own, after, mode, plan.text())
            .isTrue();
        returned += plan.rows();
      }
    }
    return returned;
  }

  private static void requireBounded(Plan plan, String table, long rows) {
    assertThat(isBounded(plan, table, rows)).as(plan.text()).isTrue();
  }

  private static boolean isBounded(Plan plan, String table, long rows) {
    List<String> scans = plan.scansOf(table);
    return !scans.isEmpty()
        && scans.stream().noneMatch(Arrays.asList("Seq Scan", "Bitmap Heap Scan")::contains)
        && plan.rowsReadOf(table) <= rows;
  }
}
