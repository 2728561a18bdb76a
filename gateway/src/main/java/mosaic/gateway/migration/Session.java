package mosaic.gateway.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What both ends of a migration do on a connection as the role that owns the tables. */
final class Session {
  private Session() {}

  /** Lets the same value be the same text at both ends. */
  static void speakAlike(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set timezone = 'UTC'");
      statement.execute("set datestyle = 'ISO, MDY'");
      statement.execute("set intervalstyle = 'postgres'");
      statement.execute("set bytea_output = 'hex'");
      statement.execute("set extra_float_digits = 1");
    }
  }

  /**
   * Acts as a user, who is in every team. Row-level security binds the owner of the tables too, and
   * a row may be of a team that its owner has left.
   */
  static void actAs(Connection connection, UUID user) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select set_config('mosaic.user_id', ?, false),
                   set_config('mosaic.team_ids',
                              (select coalesce(array_agg(id), '{}')::text from teams), false)
            """)) {
      statement.setString(1, user.toString());
      statement.execute();
    }
  }

  /** All users, who own what row-level security guards. */
  static List<UUID> users(Connection connection) throws SQLException {
    List<UUID> users = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select id from users order by id")) {
      while (found.next()) {
        users.add(found.getObject(1, UUID.class));
      }
    }
    return users;
  }

  /** The first column of the first row as text; null when there is no row, or it is null. */
  static @Nullable String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      return found.next() ? found.getString(1) : null;
    }
  }

  /** Whether there is a table of this name. */
  static boolean hasTable(Connection connection, String name) throws SQLException {
    return text(connection, "select to_regclass('public.%s')".formatted(name)) != null;
  }

  /** Whether a gateway is at work on this database. */
  static boolean isServed(Connection connection) throws SQLException {
    return text(
            connection,
            "select pid from pg_stat_activity where datname = current_database()"
                + " and application_name = 'mosaic' limit 1")
        != null;
  }

  /** Which database this is, among all there are. */
  static String identity(Connection connection) throws SQLException {
    return String.valueOf(
        text(
            connection,
            "select system_identifier || '/' || (select oid from pg_database"
                + " where datname = current_database()) from pg_control_system()"));
  }

  /** The last core migration that was applied. */
  static @Nullable String schemaVersion(Connection connection) throws SQLException {
    return text(
        connection,
        "select version from flyway_schema_history where success order by installed_rank desc"
            + " limit 1");
  }
}
