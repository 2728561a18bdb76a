package mosaic.gateway.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.check.PostgresConnections;

/** The database that an instance moves to, and what it remembers of that. */
final class TargetInstance implements AutoCloseable {
  /** Of the lock that lets one run at a time fill a database. */
  private static final long LOCK = 0x6d6f7361696374L;

  private final Connection connection;

  private TargetInstance(Connection connection) {
    this.connection = connection;
  }

  /** How far it is. */
  enum State {
    /** Nothing of an instance is there. */
    EMPTY,
    /** An earlier run has begun with what the source holds now. */
    BEGUN,
    /** An earlier run has begun with what the source does not hold any more. */
    OUTDATED,
    /** Everything that the source holds was copied and verified. */
    COMPLETE
  }

  /**
   * Connects, for the time that no other run does.
   *
   * @throws StartRefused when it cannot be reached, or another run is at work on it
   */
  static TargetInstance open(DatabaseConfig config) throws SQLException {
    Connection connection = PostgresConnections.asOwner(config);
    boolean open = false;
    try {
      Session.speakAlike(connection);
      // The connection of a run that was just killed may take a moment to go.
      try (Statement statement = connection.createStatement()) {
        statement.execute("set lock_timeout = '10s'");
        statement.execute("select pg_advisory_lock(" + LOCK + ")");
        statement.execute("reset lock_timeout");
      } catch (SQLException taken) {
        throw new StartRefused(
            "target: another mosaic migrate is at work on it", "wait until it has ended");
      }
      connection.setAutoCommit(false);
      open = true;
      return new TargetInstance(connection);
    } finally {
      if (!open) {
        connection.close();
      }
    }
  }

  Connection connection() {
    return connection;
  }

  /**
   * Looks and changes nothing.
   *
   * @param held what the source holds now
   * @throws StartRefused when this is no place for the source
   */
  State examine(SourceInstance source, Map<Table, Digest> held) throws SQLException {
    try {
      if (Session.identity(connection).equals(Session.identity(source.connection()))) {
        throw new StartRefused(
            "target: it is the database of the source", "name another one in database.name");
      }
      State state =
          Session.hasTable(connection, "tier_migration")
              ? remembered(source.id(), SourceInstance.written(held))
              : State.EMPTY;
      if (state == State.EMPTY) {
        requireEmpty(source.tables());
      }
      if (state != State.COMPLETE && Session.isServed(connection)) {
        throw new StartRefused(
            "target: a gateway is running on it", "stop it; it can be started when this is done");
      }
      return state;
    } finally {
      connection.rollback();
    }
  }

  private State remembered(UUID source, String held) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select source, held, completed_at is not null from tier_migration")) {
      if (!row.next()) {
        return State.EMPTY;
      }
      if (!source.equals(row.getObject(1, UUID.class))) {
        throw new StartRefused(
            "target: another instance was moved to it", "name another one in database.name");
      }
      boolean same = held.equals(row.getString(2));
      if (!row.getBoolean(3)) {
        return same ? State.BEGUN : State.OUTDATED;
      }
      if (!same) {
        throw new StartRefused(
            "source: it was changed after it had been moved to this target, where that is missing",
            "go on with the moved one; what was added here since must be added there by hand");
      }
      return State.COMPLETE;
    }
  }

  /** Rows that row-level security hides have an owner, who is not hidden. */
  private void requireEmpty(List<Table> tables) throws SQLException {
    for (Table table : tables) {
      if (!table.ofOwners()
          && Session.hasTable(connection, table.name())
          && Session.text(connection, "select 1 from " + table.quoted() + " limit 1") != null) {
        throw new StartRefused(
            "target: it holds data already (table %s), which is not of this source"
                .formatted(table.name()),
            "name an empty database in database.name");
      }
    }
  }

  /**
   * Remembers that it is being filled; removes what an earlier run has copied that is outdated.
   *
   * @throws StartRefused when the tables are not those of the source
   */
  void begin(State state, SourceInstance source, Map<Table, Digest> held) throws SQLException {
    requireSameTables(source);
    if (state == State.BEGUN) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      if (state == State.OUTDATED) {
        String all = source.tables().stream().map(Table::quoted).collect(Collectors.joining(", "));
        statement.execute("truncate " + all + " cascade");
      }
      statement.execute("delete from tier_migration");
    }
    try (PreparedStatement statement =
        connection.prepareStatement("insert into tier_migration (source, held) values (?, ?)")) {
      statement.setObject(1, source.id());
      statement.setString(2, SourceInstance.written(held));
      statement.executeUpdate();
    }
    connection.commit();
  }

  private void requireSameTables(SourceInstance source) throws SQLException {
    boolean sameVersion =
        Objects.equals(
            Session.schemaVersion(source.connection()), Session.schemaVersion(connection));
    boolean sameTables = Catalogue.has(connection, source.tables());
    connection.rollback();
    if (!sameVersion || !sameTables) {
      throw new StartRefused(
          "source: its tables are those of another version of this program",
          "start and stop it once with this version, which brings them up to date");
    }
  }

  /** What every table holds. */
  Map<Table, Digest> digests(List<Table> tables, List<UUID> owners) throws SQLException {
    Map<Table, Digest> digests = new LinkedHashMap<>();
    for (Table table : tables) {
      digests.put(table, Digest.of(connection, table, owners));
    }
    connection.rollback();
    return digests;
  }

  /** Remembers that everything is there, and lets PostgreSQL plan for it. */
  void complete() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("update tier_migration set completed_at = now()");
      statement.execute("analyze");
    }
    connection.commit();
  }

  /** Lets the next run begin anew: what is there is not what was copied. */
  void distrust() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("update tier_migration set held = ''");
    }
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
