package mosaic.harness;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Fills the tasks of a gateway's database. Two readers see the same number of rows however many
 * there are, spread over the whole table; all others are of others, of whom there are the more.
 */
final class ManyRows {
  /** Rows of the reader in one team: so many of their own, and so many of the team's. */
  private static final int OF_ONE_TEAM = 500;

  /** The teams of the other reader. */
  static final int TEAMS = 200;

  /** Rows that either of the readers sees: those above, 1,000 own ones and 20 a team. */
  static final int VISIBLE = 12 * OF_ONE_TEAM;

  private static final int ROWS_OF_ANOTHER_USER = 1_000;
  private static final int ROWS_AT_ONCE = 500_000;

  private final Database database;
  private final String inOne;
  private final String inAll;

  /**
   * Whose rows.
   *
   * @param inOne the id of the user who is to be in one team
   * @param inAll the id of the one who is to be in {@link #TEAMS}
   */
  ManyRows(Database database, String inOne, String inAll) {
    this.database = database;
    this.inOne = inOne;
    this.inAll = inAll;
  }

  void fill(int rows, List<String> sentences) {
    try (Connection connection = database.connectUnhurried();
        Statement statement = connection.createStatement()) {
      // Neither keys nor indexes row by row; what is written is known to be right.
      statement.execute("set session_replication_role = replica");
      statement.execute("set maintenance_work_mem = '512MB'");
      int others = Math.max(2, rows / ROWS_OF_ANOTHER_USER);
      people(statement, others);
      write(connection, sentences);
      List<String> indexes = dropIndexes(connection, statement);
      for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
        int to = Math.min(rows, from + ROWS_AT_ONCE) - 1;
        statement.execute(insert(from, to, sentences.size(), rows / VISIBLE, others));
      }
      for (String index : indexes) {
        statement.execute(index);
      }
      for (String table : List.of("tasks", "users", "teams", "team_members")) {
        statement.execute("vacuum analyze " + table);
      }
    } catch (SQLException e) {
      throw new HarnessException("The rows could not be made", e);
    }
  }

  private static String insert(int from, int to, int sentences, int step, int others) {
    return """
    insert into tasks (id, owner_id, team_id, title, body, status, created_at, updated_at)
      select gen_random_uuid(), w.owner, w.team, left(a.text, 200), b.text,
             case when s.n %% 4 = 0 then 'open' else 'done' end,
             timestamptz '2025-01-01Z' + (h.created %% 15000000) * interval '1 second',
             timestamptz '2025-01-01Z' + (15000000 + h.updated %% 15000000) * interval '1 second'
        from generate_series(%1$d, %2$d) s(n)
        cross join lateral (
          select abs(hashint8extended(s.n, 1)) as created, abs(hashint8extended(s.n, 2)) as updated,
                 abs(hashint8extended(s.n, 3)) as a, abs(hashint8extended(s.n, 4)) as b,
                 abs(hashint8extended(s.n, 5)) as other,
                 case when s.n %% %4$d = 0 and s.n / %4$d < %5$d then s.n / %4$d end as slot) h
        join sentences a on a.n = h.a %% %3$d
        join sentences b on b.n = h.b %% %3$d
        join places w on w.n =
          case when h.slot is null then 1000 + 2 * (h.other %% %6$d) + s.n %% 2
               when h.slot %% 12 < 4 then h.slot %% 12
               else 10 + (h.slot / 12 * 8 + h.slot %% 12 - 4) %% %7$d end
    """
        .formatted(from, to, sentences, step, VISIBLE, others, TEAMS);
  }

  /**
   * Who owns rows and which team has them: 0 to 3 and from 10 on the readers', then the others'.
   */
  private void people(Statement statement, int others) throws SQLException {
    statement.execute(
        """
        create temporary table places (n bigint primary key, owner uuid not null, team uuid);
        create temporary table others as
          select n, gen_random_uuid() as id, gen_random_uuid() as team
            from generate_series(0, %1$d - 1) n;
        insert into users (id, name) select id, 'other-' || n from others;
        insert into teams (id, name) select team, 'team of other ' || n from others;
        insert into team_members (user_id, team_id) select id, team from others;
        insert into places select 1000 + 2 * n, id, null from others;
        insert into places select 1001 + 2 * n, id, team from others;

        create temporary table readers_teams as
          select n, gen_random_uuid() as team from generate_series(0, %2$d) n;
        insert into teams (id, name) select team, 'team of a reader ' || n from readers_teams;
        -- Number %2$d is that of the reader in one team.
        insert into team_members (user_id, team_id)
          select case when n = %2$d then uuid '%3$s' else uuid '%4$s' end, team from readers_teams;
        insert into places values (0, '%3$s', null), (2, '%4$s', null), (3, '%4$s', null);
        insert into places
          select 1, (select id from others where n = 0), team from readers_teams where n = %2$d;
        insert into places
          select 10 + n, (select id from others where others.n = 1), team
            from readers_teams where n < %2$d;
        analyze places;
        """
            .formatted(others, TEAMS, inOne, inAll));
  }

  private static void write(Connection connection, List<String> sentences) throws SQLException {
    try (Statement create = connection.createStatement();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into sentences select o - 1, t from unnest(?) with ordinality as u(t, o)")) {
      create.execute("create temporary table sentences (n bigint primary key, text text not null)");
      insert.setArray(1, connection.createArrayOf("text", sentences.toArray()));
      var _ = insert.executeUpdate();
      create.execute("analyze sentences");
    }
  }

  /** Drops those of tasks that hold no rule, and returns how to make them again. */
  private static List<String> dropIndexes(Connection connection, Statement statement)
      throws SQLException {
    String indexes =
        " from pg_indexes i where i.tablename = 'tasks' and not exists"
            + " (select from pg_constraint c where c.conname = i.indexname)";
    List<String> definitions =
        Database.rows(connection, "select indexdef" + indexes).stream()
            .map(row -> String.valueOf(row.getFirst()))
            .toList();
    for (List<?> row : Database.rows(connection, "select indexname" + indexes)) {
      statement.execute("drop index " + row.getFirst());
    }
    return definitions;
  }
}
