package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * T-32: plain SQL, sent as the gateway's own role to a database as it is in use. What holds here
 * holds whatever the gateway sends, but for one thing that nothing can hold: the role says itself
 * whom it acts as.
 */
@ExtendWith(SharedGateways.class)
@Tag("T-32")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RowLevelSecurityAttackTest {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String NO_SUCH_CURSOR = "34000";
  private static final String BOBS = "bob's secret";

  /** Tables with an owner that row-level security does not bind, and why they need not be. */
  private static final Map<String, String> UNBOUND =
      Map.of(
          "memory_embedding_queue",
          "ids and no content: the gateway takes a turn, then acts as the owner to read the row");

  /** Functions that run with their owner's rights, and what keeps that from being of use. */
  private static final Map<String, String> WITH_RIGHTS_OF_THE_OWNER =
      Map.of(
          "memory_changed()",
          "a trigger, not to be called: keeps embedding and queue beside the row just written",
          "reseal_authority(text,text,text)",
          "replaces one sealed key by another that names the line that seals; reads no row of"
              + " users");

  private final GatewayPair pair;
  private final Database work;
  private final String alice = person();
  private final String bob = person();

  /** Owns nothing but what a test gives her. */
  private final String carol = person();

  private final String bobsTeam = UUID.randomUUID().toString();

  RowLevelSecurityAttackTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work().database();
    for (String user : List.of(alice, bob, carol)) {
      var _ = work.execute("insert into users (id, name) values (?::uuid, ?)", user, name(user));
    }
    var _ =
        work.execute(
            "insert into teams (id, name) values (?::uuid, ?)", bobsTeam, Names.unique("bobs"));
    var _ =
        work.execute(
            "insert into team_members (team_id, user_id) values (?::uuid, ?::uuid)", bobsTeam, bob);
    for (String table : owned()) {
      fill(table, alice, "1", 3);
      fill(table, bob, BOBS, 40);
    }
  }

  @Test
  void enter_transactionOver_leavesNobodyBehindOnTheConnection() throws Exception {
    try (Connection gateway = asGateway()) {
      enter(gateway, bob);
      assertThat(count(gateway, "tasks")).isEqualTo(40);
      gateway.commit();
      assertThat(count(gateway, "tasks")).as("after commit").isZero();
      gateway.commit();

      enter(gateway, bob);
      gateway.rollback();
      assertThat(count(gateway, "tasks")).as("after rollback").isZero();

      enter(gateway, alice);
      Savepoint savepoint = gateway.setSavepoint();
      enter(gateway, bob);
      gateway.rollback(savepoint);
      assertThat(count(gateway, "tasks")).as("after a savepoint: alice").isEqualTo(3);
      gateway.rollback();

      enter(gateway, bob);
      assertThatThrownBy(() -> run(gateway, "select 1 / 0")).isInstanceOf(SQLException.class);
      gateway.rollback();
      assertThat(count(gateway, "tasks")).as("after an error").isZero();
    }
  }

  @ParameterizedTest(name = "user {0}")
  @ValueSource(
      strings = {
        "",
        " ",
        "garbage",
        "null",
        "*",
        "%",
        "00000000-0000-0000-0000-000000000000",
        "' or true --",
        "{}"
      })
  void select_settingIsNoUser_isAnErrorOrNothing(String setting) throws Exception {
    try (Connection gateway = asGateway()) {
      for (String table : owned()) {
        for (String name : List.of("mosaic.user_id", "mosaic.team_ids")) {
          var _ = Database.rows(gateway, "select set_config(?, ?, true)", name, setting);
          try {
            assertThat(count(gateway, table)).as(table + " by " + name).isZero();
          } catch (SQLException refused) {
            assertThat(refused.getSQLState()).as(refused.getMessage()).isEqualTo("22P02");
          }
          gateway.rollback();
        }
      }
    }
  }

  @ParameterizedTest(name = "teams {0}")
  @ValueSource(strings = {"{NULL}", "{}", "{00000000-0000-0000-0000-000000000000}", "NULL"})
  void select_settingIsNoTeam_isAnErrorOrNothing(String setting) throws Exception {
    select_settingIsNoUser_isAnErrorOrNothing(setting);
  }

  @Test
  void select_asTheOwnerOfTheTables_yieldsNothing() throws Exception {
    try (Connection owner = work.connectAsOwner()) {
      for (String table : owned()) {
        assertThat(count(owner, table)).as(table).isZero();
      }
    }
    assertThat(work.count("select count(*) from tasks where owner_id = ?::uuid", bob))
        .as("as the superuser, whom nothing binds")
        .isEqualTo(40);
  }

  /** Whatever would make another role of it, or other tables, policies and functions. */
  @Test
  void execute_anyWayAroundThePolicies_isDenied() throws Exception {
    String role = work.gatewayRole();
    String owner = work.owner();
    List<String> ways =
        List.of(
            "set role " + owner,
            "set local role " + owner,
            "set session authorization " + owner,
            "grant " + owner + " to " + role,
            "alter role " + role + " bypassrls",
            "alter role " + role + " superuser",
            // A setting of the role would be there before anybody is entered.
            "alter role %s set mosaic.user_id = '%s'".formatted(role, bob),
            "alter database %s set mosaic.user_id = '%s'".formatted(work.name(), bob),
            "set local row_security = off; select count(*) from tasks",
            "alter table tasks disable row level security",
            "alter table tasks no force row level security",
            "alter table tasks owner to " + role,
            "drop policy own_and_team on tasks",
            "alter policy own_and_team on tasks using (true)",
            "create policy everything on tasks using (true)",
            "create function current_mosaic_user() returns uuid language sql as 'select"
                + " null::uuid'",
            "create or replace function public.current_mosaic_user() returns uuid language sql"
                + " as 'select null::uuid'",
            "alter function current_mosaic_user() set search_path = pg_temp",
            "create view everything as select * from tasks",
            "create materialized view everything as select * from tasks",
            "create table other (id uuid)",
            "create table copy as select * from tasks",
            "create schema other",
            "create trigger t before insert on tasks for each row execute function"
                + " memory_changed()",
            "create rule r as on insert to tasks do instead nothing",
            "create index i on tasks (title)",
            "create statistics s on title, body from tasks",
            // These come before ours in the search path, for whoever has the connection next.
            "create temporary table tasks (id uuid)",
            "create temporary view tasks as select 1",
            "create temporary sequence s",
            "create domain pg_temp.uuid as text",
            "create function pg_temp.current_mosaic_user() returns uuid language sql"
                + " as 'select null::uuid'",
            "create temporary table other as select * from tasks",
            "copy tasks to '/tmp/tasks'",
            "copy tasks to program 'cat'",
            "select * from pg_statistic",
            "select * from pg_authid",
            "select pg_read_file('PG_VERSION')",
            "select lo_import('/etc/passwd')",
            "truncate tasks",
            "lock table users in access exclusive mode",
            "lock table federation_audit_log in share mode");
    try (Connection gateway = asGateway()) {
      for (String way : ways) {
        assertThatThrownBy(() -> run(gateway, way))
            .as(way)
            .isInstanceOf(SQLException.class)
            .extracting(denied -> ((SQLException) denied).getSQLState())
            .isEqualTo(INSUFFICIENT_PRIVILEGE);
        gateway.rollback();
      }
    }
  }

  @Test
  void prepare_statementOfAnotherUser_readsForWhoeverIsThere() throws Exception {
    try (Connection gateway = asGateway()) {
      enter(gateway, bob);
      run(gateway, "prepare titles as select title from tasks");
      // More often than PostgreSQL plans anew for each execution (plan_cache_mode).
      for (int i = 0; i < 8; i++) {
        enter(gateway, bob);
        assertThat(texts(gateway, "execute titles")).hasSize(40).containsOnly(BOBS);
        gateway.commit();
        enter(gateway, alice);
        assertThat(texts(gateway, "execute titles")).hasSize(3).doesNotContain(BOBS);
        gateway.commit();
        assertThat(texts(gateway, "execute titles")).as("as nobody").isEmpty();
        gateway.commit();
      }
    }
  }

  @Test
  void fetch_cursorOfTheUserBefore_isGone() throws Exception {
    try (Connection gateway = asGateway()) {
      enter(gateway, bob);
      run(gateway, "declare left_open cursor for select title from tasks");
      assertThat(Database.rows(gateway, "fetch 1 from left_open")).hasSize(1);
      gateway.commit();
      enter(gateway, alice);

      assertThatThrownBy(() -> Database.rows(gateway, "fetch all from left_open"))
          .extracting(gone -> ((SQLException) gone).getSQLState())
          .isEqualTo(NO_SUCH_CURSOR);
    }
  }

  /** What would outlast a transaction is not in our SQL: PostgreSQL has no privilege for it. */
  @Test
  void sources_ofTheGateway_leaveNothingBehindOnAConnection() throws IOException {
    Pattern leftBehind =
        Pattern.compile(
            "with hold|set session|set local role|set_config\\([^)]*, *false|create temp"
                + "|pg_advisory_lock\\(|\\bprepare \\w+ as",
            Pattern.CASE_INSENSITIVE);
    for (String sources : List.of("gateway/src/main/java/mosaic/gateway", "db/migrations")) {
      try (Stream<Path> files = Files.walk(ProjectRoot.path().resolve(sources))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          boolean ofTheMigrationRole =
              file.toString().contains("/migration/")
                  || file.getFileName().toString().equals("V3__certificate_authorities.sql");
          if (!ofTheMigrationRole) {
            assertThat(Files.readString(file))
                .as(file.toString())
                .doesNotContainPattern(leftBehind);
          }
        }
      }
    }
  }

  @Test
  void copy_outOfAndIntoATable_isBoundLikeAnyStatement() throws Exception {
    try (Connection gateway = asGateway()) {
      enter(gateway, alice);
      for (String from : List.of("tasks", "(select * from tasks)")) {
        assertThat(copied(gateway, "copy " + from + " to stdout").lines())
            .hasSize(3)
            .noneMatch(line -> line.contains(BOBS));
      }
      assertThatThrownBy(() -> copied(gateway, "copy tasks (id, owner_id, title) from stdin"))
          .rootCause()
          .hasMessageContaining("not supported with row-level security");
    }
  }

  /** A condition that fails, and says on what, meets visible rows alone: the policy comes first. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "select id from tasks where title::int > 0",
        "select id from tasks where title::int > 0 or owner_id is null",
        "select id from tasks where 1 / (3 - length(title)) > -9 and title::int > 0",
        "select title::int from tasks order by title::int",
        "select id from tasks where cast(title as int) = 1 and team_id is null",
        "select max(title::int) from tasks",
        "with t as materialized (select title from tasks) select title::int from t",
        "select id from tasks t where exists (select from notes n where n.title::int ="
            + " t.title::int)"
      })
  void select_conditionThatTellsWhatItFailsOn_neverMeetsRowsOfOthers(String sql) throws Exception {
    try (Connection gateway = asGateway()) {
      enter(gateway, alice);
      assertThat(Database.rows(gateway, sql)).isNotEmpty();
      gateway.rollback();

      enter(gateway, bob);
      assertThatThrownBy(() -> Database.rows(gateway, sql))
          .as("bob, on whose rows it does fail")
          .hasMessageContaining(BOBS);
    }
  }

  /** Statistics hold the most common values of a table in clear. */
  @Test
  void statistics_ofBoundTables_showNoValue() throws Exception {
    for (String table : owned()) {
      var _ = work.execute("analyze " + table);
    }
    String values =
        "select tablename from pg_stats where schemaname = 'public'"
            + " and tablename = any (string_to_array(?, ' '))";
    String tables = String.join(" ", owned());
    assertThat(work.texts("select most_common_vals from pg_stats where tablename = 'tasks'"))
        .as("they are there, for a superuser")
        .anyMatch(common -> common.contains(BOBS));

    try (Connection gateway = asGateway()) {
      enter(gateway, alice);
      assertThat(Database.rows(gateway, values, tables)).isEmpty();
      assertThat(
              Database.rows(
                  gateway,
                  "select statistics_name from pg_stats_ext"
                      + " union all select statistics_name from pg_stats_ext_exprs"))
          .isEmpty();
    }
  }

  /** What others are asking at this moment is hidden from a role that has no part in theirs. */
  @Test
  void activity_ofOtherRoles_showsNoStatement() throws Exception {
    try (Connection other = work.connect();
        Connection gateway = asGateway()) {
      var _ = Database.rows(other, "select 'secret'");

      assertThat(
              Database.rows(
                  gateway, "select query from pg_stat_activity where usename <> current_user"))
          .isNotEmpty()
          .allMatch(row -> row.equals(List.of("<insufficient privilege>")));
    }
  }

  /** A refusal is the same whether the thing of another is there or not. */
  @Test
  void insert_thatMeetsThingsOfOthers_isAnsweredAsIfTheyWereNot() throws Exception {
    String insert =
        "insert into %s (id, owner_id, team_id, title, import_key) values ('%s', '%s', %s, 'x',"
            + " %s)";
    try (Connection gateway = asGateway()) {
      for (String table : types()) {
        enter(gateway, alice);
        String foreign =
            refusal(
                gateway,
                insert.formatted(table, UUID.randomUUID(), alice, "'" + bobsTeam + "'", "null"));
        enter(gateway, alice);
        String absent =
            refusal(
                gateway,
                insert.formatted(
                    table, UUID.randomUUID(), alice, "'" + UUID.randomUUID() + "'", "null"));
        assertThat(foreign).startsWith(INSUFFICIENT_PRIVILEGE);
        assertThat(foreign).as("a team of others").isEqualTo(absent);

        enter(gateway, alice);
        String inHisName =
            refusal(gateway, insert.formatted(table, UUID.randomUUID(), bob, "null", "null"));
        enter(gateway, alice);
        String inNobodys =
            refusal(
                gateway,
                insert.formatted(table, UUID.randomUUID(), UUID.randomUUID(), "null", "null"));
        assertThat(inHisName).as("an owner").isEqualTo(inNobodys);

        var _ =
            work.execute(
                insert.formatted(table, UUID.randomUUID(), carol, "null", "'the same key'"));
        enter(gateway, alice);
        run(gateway, insert.formatted(table, UUID.randomUUID(), alice, "null", "'the same key'"));
        gateway.rollback();
      }
    }
  }

  /** That an id is taken would tell of a row, and so it is never the caller who chooses one. */
  @Test
  void create_withAnIdOfOnesOwn_isRefused() {
    Person person = Names.person(pair.work(), "alice");
    String taken = work.text("select id::text from tasks where owner_id = ?::uuid limit 1", bob);
    for (String id : List.of(taken, UUID.randomUUID().toString())) {
      Answer answer =
          person.api().post("/api/v1/tasks", UserApi.object().put("title", "x").put("id", id));

      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("request-invalid");
      assertThat(answer.body()).doesNotContain(BOBS, bob);
    }
  }

  /** A restrictive policy that sees in which kind of transaction rows are read. */
  @Test
  void read_ofAPeer_isInAReadOnlyTransaction() throws Exception {
    Story story = Story.of(pair);
    String row = story.atWork().api().createRow("notes", "read only");
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("notes")));
    FederationListener listener = FederationListener.of(pair.work());
    String path = "/federation/v1/notes/" + row;
    assertThat(listener.get(certificate, path).status()).isEqualTo(200);

    List<Integer> answers = new ArrayList<>();
    for (String readOnly : List.of("on", "off")) {
      var _ =
          work.execute(
              "create policy kind_of_transaction on notes as restrictive for select"
                  + " using (current_setting('transaction_read_only') = '"
                  + readOnly
                  + "')");
      try {
        answers.add(listener.get(certificate, path).status());
      } finally {
        var _ = work.execute("drop policy kind_of_transaction on notes");
      }
    }

    assertThat(answers)
        .as("seen by a policy for read only, and for read and write")
        .containsExactly(200, 404);
  }

  @Test
  void catalogue_everyTableWithAnOwner_isBoundForEverybody() {
    List<String> unbound =
        work.texts(
            """
            select c.relname from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attname = 'owner_id' and not a.attisdropped
             where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
               and not (c.relrowsecurity and c.relforcerowsecurity
                        and exists (select from pg_policy p
                                     where p.polrelid = c.oid and p.polpermissive and p.polroles = '{0}')
                        and not exists (select from pg_policy p
                                         where p.polrelid = c.oid and p.polpermissive
                                           and pg_get_expr(p.polqual, p.polrelid) not like '%current_mosaic_user()%'))
            """);

    assertThat(unbound).containsExactlyInAnyOrderElementsOf(UNBOUND.keySet());
    assertThat(owned()).contains("tasks", "notes", "memory", "credentials", "api_keys");
    assertThat(
            work.texts(
                "select relname from pg_class where relkind in ('v', 'm', 'f')"
                    + " and relnamespace = 'public'::regnamespace"))
        .as("views read with the rights of whoever made them")
        .isEmpty();
  }

  @Test
  void catalogue_functionsWithRightsOfTheirOwner_areThoseReviewed() {
    Map<String, String> functions = new LinkedHashMap<>();
    work.rows(
            """
            select p.oid::regprocedure::text, coalesce(p.proconfig[1], ''),
                   has_function_privilege('public', p.oid, 'EXECUTE')::text
              from pg_proc p
             where p.prosecdef and p.pronamespace = 'public'::regnamespace
               and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
            """)
        .forEach(row -> functions.put(String.valueOf(row.get(0)), row.get(1) + " " + row.get(2)));

    assertThat(functions.keySet())
        .as("a new one: say here what keeps it from being of use to others")
        .containsExactlyInAnyOrderElementsOf(WITH_RIGHTS_OF_THE_OWNER.keySet());
    assertThat(functions.values())
        .as("a path of their own with temporary tables last, and nothing for everybody")
        .containsOnly("search_path=public, pg_temp false");
  }

  @Test
  void catalogue_roleOfTheGateway_isPlainAndOwnsNothing() {
    String role = work.gatewayRole();

    assertThat(
            work.text(
                "select concat_ws(' ', rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
                    + " rolreplication) from pg_roles where rolname = ?",
                role))
        .isEqualTo("f f f f f");
    assertThat(
            work.texts(
                "select roleid::regrole::text from pg_auth_members where member::regrole::text = ?",
                role))
        .as("other roles that it may become")
        .isEmpty();
    assertThat(
            work.texts(
                "select classid::regclass::text from pg_shdepend"
                    + " where refclassid = 'pg_authid'::regclass and refobjid::regrole::text = ?"
                    + " and deptype = 'o'",
                role))
        .as("what it owns, in any database")
        .isEmpty();
    assertThat(
            work.texts(
                "select nspname from pg_namespace n where has_schema_privilege(?, n.oid, 'CREATE')"
                    + " union all select datname from pg_database d where datname ="
                    + " current_database() and has_database_privilege(?, d.oid, 'CREATE,"
                    + " TEMPORARY')",
                role,
                role))
        .as("where it can make things")
        .isEmpty();
    assertThat(
            work.texts(
                "select setting from pg_db_role_setting, unnest(setconfig) setting"
                    + " where setrole in (0, ?::regrole) and setting like 'mosaic.%'",
                role))
        .isEmpty();
  }

  private List<String> owned() {
    return work.texts(
        """
        select c.relname from pg_class c
          join pg_attribute a on a.attrelid = c.oid and a.attname = 'owner_id' and not a.attisdropped
         where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relrowsecurity
         order by c.relname
        """);
  }

  private static List<String> types() {
    return List.of("tasks", "notes", "memory", "credentials", "api_keys");
  }

  private void fill(String table, String owner, String title, int rows) {
    if (types().contains(table)) {
      var _ =
          work.execute(
              "insert into "
                  + table
                  + " (id, owner_id, title) select gen_random_uuid(), ?::uuid, ? from"
                  + " generate_series(1, ?)",
              owner,
              title,
              rows);
    }
  }

  private static String person() {
    return UUID.randomUUID().toString();
  }

  private static String name(String user) {
    return "u-" + user;
  }

  private Connection asGateway() throws SQLException {
    Connection connection = work.connectAsGateway();
    connection.setAutoCommit(false);
    return connection;
  }

  private static void enter(Connection connection, String user) throws SQLException {
    var _ = Database.rows(connection, "select enter_user(?::uuid)", user);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    }
  }

  /** SQLSTATE and words. */
  private static String refusal(Connection connection, String sql) throws SQLException {
    try {
      run(connection, sql);
    } catch (SQLException refused) {
      connection.rollback();
      return refused.getSQLState() + " " + refused.getMessage();
    }
    throw new AssertionError("not refused: " + sql);
  }

  private static long count(Connection connection, String table) throws SQLException {
    return (Long) Database.rows(connection, "select count(*) from " + table).getFirst().getFirst();
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    return Database.rows(connection, sql).stream()
        .map(row -> String.valueOf(row.getFirst()))
        .toList();
  }

  /** By reflection: the driver's own interfaces need annotations that are not on our class path. */
  private static String copied(Connection connection, String sql)
      throws SQLException, ReflectiveOperationException {
    Class<?> driver = Class.forName("org.postgresql.PGConnection");
    Object copy = driver.getMethod("getCopyAPI").invoke(connection.unwrap(driver));
    StringWriter out = new StringWriter();
    Object copying =
        sql.endsWith("stdin")
            ? copy.getClass()
                .getMethod("copyIn", String.class, Reader.class)
                .invoke(copy, sql, new StringReader(""))
            : copy.getClass()
                .getMethod("copyOut", String.class, Writer.class)
                .invoke(copy, sql, out);
    assertThat(copying).isNotNull();
    return out.toString();
  }
}
