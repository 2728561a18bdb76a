package mosaic.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A grant's row, locked so that its certificate can be signed but not recorded: the intent gets by,
 * the transaction after the signature waits.
 */
final class HeldGrant implements AutoCloseable {
  private static final String WAITING =
      "select pid::text from pg_stat_activity where datname = current_database()"
          + " and wait_event_type = 'Lock' and query like '%update federation_grants%'";

  private final Database database;
  private final Connection connection;

  private HeldGrant(Database database, Connection connection) {
    this.database = database;
    this.connection = connection;
  }

  static HeldGrant of(Database database, Grant grant) throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    var _ =
        Database.rows(
            connection,
            "select 1 from federation_grants where id = ?::uuid for no key update",
            grant.id());
    return new HeldGrant(database, connection);
  }

  /** Waits until somebody has signed a certificate and waits to record it. */
  String awaitSigned() {
    Deadline.inSeconds(30)
        .await("a certificate that is signed", () -> database.texts(WAITING).size() == 1);
    return database.texts(WAITING).getFirst();
  }

  /** Lets what waits fail, as the end of a statement's time does. */
  void fail() {
    List<String> cancelled =
        database.texts("select pg_cancel_backend(?::int)::text", awaitSigned());
    if (!cancelled.equals(List.of("true"))) {
      throw new HarnessException("nothing was cancelled");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
