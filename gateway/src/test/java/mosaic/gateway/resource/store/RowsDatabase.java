package mosaic.gateway.resource.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import mosaic.embedded.EmbeddedPostgres;
import org.flywaydb.core.Flyway;

/**
 * A database with the tables of the product, the role of a gateway, and many rows of many people in
 * it. Users and teams have the ids {@link #user} and {@link #team}.
 */
final class RowsDatabase implements AutoCloseable {
  static final int USERS = 200;
  static final int TEAMS = 200;

  /** In team 1 only. */
  static final UUID MEMBER_OF_ONE = user(1);

  /** In every team. */
  static final UUID MEMBER_OF_ALL = user(2);

  /**
   * The only one in team 3, of which all rows are theirs; nearly all of their tasks are done, and
   * were changed long ago.
   */
  static final UUID ALONE = user(3);

  static final UUID TEAM_OF_ONE = team(3);

  private static final String GATEWAY = "rows_gateway";
  private static final String DATABASE = "rows";

  private final EmbeddedPostgres postgres;

  private RowsDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  static UUID user(int number) {
    return new UUID(1, number);
  }

  static UUID team(int number) {
    return new UUID(2, number);
  }

  /**
   * Makes it.
   *
   * @param rows how many tasks there are, half of them in teams; {@link #ALONE} has a fifth. Of
   *     other types there are a fifth as many
   */
  static RowsDatabase make(Path directory, int rows) throws SQLException {
    RowsDatabase made =
        new RowsDatabase(
            EmbeddedPostgres.builder()
                .dataDirectory(directory)
                .pgvector(false)
                .durable(false)
                .start());
    try {
      made.execute("postgres", "create role " + GATEWAY + " login nosuperuser nobypassrls");
      made.execute("postgres", "create database " + DATABASE);
      var _ =
          Flyway.configure()
              .dataSource(
                  made.postgres.jdbcUrl(DATABASE),
                  made.postgres.superuser(),
                  made.postgres.password().reveal())
              .locations("classpath:db/migrations/core")
              .placeholders(Map.of("gateway_role", GATEWAY))
              .load()
              .migrate();
      made.fill(rows);
      return made;
    } catch (SQLException | RuntimeException failed) {
      made.close();
      throw failed;
    }
  }

  /** A connection as the gateway's role, acting as nobody yet. */
  Connection asGateway() throws SQLException {
    Connection connection = connect(DATABASE);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set role " + GATEWAY);
    }
    return connection;
  }

  @Override
  public void close() {
    postgres.close();
  }

  private void fill(int rows) throws SQLException {
    execute(
        DATABASE,
        """
        insert into users (id, name)
          select format('00000000-0000-0001-0000-%%s', lpad(to_hex(n), 12, '0'))::uuid, 'user-' || n
            from generate_series(1, %1$d) n;
        insert into teams (id, name)
          select format('00000000-0000-0002-0000-%%s', lpad(to_hex(n), 12, '0'))::uuid, 'team ' || n
            from generate_series(1, %2$d) n;
        -- Everybody in one team, the second in all but that of the third.
        insert into team_members (team_id, user_id)
          select t.id, u.id from users u join teams t
              on substr(t.name, 6)::int = substr(u.name, 6)::int
              or u.name = 'user-2' and t.name <> 'team 3';
        """
            .formatted(USERS, TEAMS));
    for (String table : new String[] {"tasks", "notes", "memory", "credentials", "api_keys"}) {
      execute(DATABASE, insert(table, table.equals("tasks") ? rows : rows / 5));
      execute(DATABASE, "vacuum analyze " + table);
    }
  }

  private static String insert(String table, int rows) {
    boolean tasks = table.equals("tasks");
    return """
    insert into %1$s (id, owner_id, team_id, title, body, created_at, updated_at%2$s)
      select gen_random_uuid(), u.id, case when n %% 2 = 0 then t.id end, 'row ' || n,
             repeat(md5(n::text), 6), timestamptz '2026-01-01Z' + n * interval '1 second',
             case when n %% 5 = 0 and n %% 400 <> 0 then timestamptz '2026-01-01Z' + n * interval '1 second'
               else timestamptz '2026-06-01Z' + (n * 7919 %% %4$d) * interval '1 second' end%3$s
        from generate_series(1, %4$d) n
        cross join lateral (select case when n %% 5 = 0 then 3 else 1 + n / 5 %% %5$d end as who) w
        join users u on u.name = 'user-' || w.who
        join teams t on t.name = 'team ' || w.who
    """
        .formatted(
            table,
            tasks ? ", status" : "",
            tasks ? ", case when n % 5 = 0 and n % 400 <> 0 then 'done' else 'open' end" : "",
            rows,
            USERS);
  }

  private void execute(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(database), postgres.superuser(), postgres.password().reveal());
  }
}
