package mosaic.gateway.instance.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Two read-only connections.
 *
 * @param gateway as the gateway's role
 * @param owner as the role that runs the migrations
 */
record DatabaseAccess(Connection gateway, Connection owner) {
  /** The first column of the first row as text, or empty when there is no row or it is null. */
  static Optional<String> text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      return found.next() ? Optional.ofNullable(found.getString(1)) : Optional.empty();
    }
  }

  /** Whether the first column of the first row is true. */
  static boolean isTrue(Connection connection, String sql) throws SQLException {
    return text(connection, sql).filter("t"::equals).isPresent();
  }
}
