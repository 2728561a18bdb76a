package mosaic.gateway.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.instance.LocalDatabase;
import mosaic.gateway.instance.MasterKeySource;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.Tier;
import mosaic.gateway.instance.check.PostgresConnections;
import mosaic.gateway.instance.check.Preflight;
import mosaic.gateway.seal.Sealer;

/**
 * The instance that moves: read in one transaction that cannot write, while no gateway serves it.
 * In tier {@code local} its database is started for the time being.
 */
final class SourceInstance implements AutoCloseable {
  private static final String CA = "certificate_authority";

  /** The first root, which stays on record when others take over. */
  private static final String ID =
      "select id from "
          + CA
          + " where kind = 'root' order by created_at, certificate_sha256 limit 1";

  /** The column of sealed secrets in every table that has one. */
  private static final String SECRET = "secret";

  private final Optional<LocalDatabase> own;
  private final Connection connection;
  private final List<Table> tables;

  private SourceInstance(Optional<LocalDatabase> own, Connection connection, List<Table> tables) {
    this.own = own;
    this.connection = connection;
    this.tables = tables;
  }

  /**
   * Opens it.
   *
   * @throws StartRefused when it is served, was never started, or cannot be reached
   */
  static SourceInstance open(Settings settings, Consumer<String> progress) throws SQLException {
    Optional<LocalDatabase> own =
        settings.tier() == Tier.LOCAL
            ? Optional.of(startOwn(settings, progress))
            : Optional.empty();
    Connection connection = null;
    boolean open = false;
    try {
      Settings reached = own.map(settings::withDatabase).orElse(settings);
      connection = PostgresConnections.asOwner(reached.database());
      Session.speakAlike(connection);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      requireAtRest(connection);
      SourceInstance source = new SourceInstance(own, connection, Catalogue.of(connection));
      open = true;
      return source;
    } finally {
      if (!open) {
        if (connection != null) {
          connection.close();
        }
        own.ifPresent(LocalDatabase::close);
      }
    }
  }

  private static LocalDatabase startOwn(Settings settings, Consumer<String> progress) {
    if (!LocalDatabase.isIn(settings.instance().dataDirectory())) {
      throw new StartRefused(
          "source: there is no database in " + settings.instance().dataDirectory(),
          "name the configuration of the instance that is to move with --config");
    }
    Preflight.beforeOwnDatabase(settings);
    return LocalDatabase.start(settings.instance().dataDirectory(), progress);
  }

  private static void requireAtRest(Connection connection) throws SQLException {
    requireNotServed(connection);
    if (Session.hasTable(connection, "flyway_federated_history")) {
      throw new StartRefused(
          "source: its database is one of tier federated already", "there is nothing to migrate");
    }
    if (!Session.hasTable(connection, CA) || Session.text(connection, ID) == null) {
      throw new StartRefused(
          "source: it was never started, so there is nothing to move",
          "start a new instance with the federated configuration");
    }
  }

  private static void requireNotServed(Connection connection) throws SQLException {
    if (Session.isServed(connection)) {
      throw new StartRefused(
          "source: its gateway is running, and what it writes now would stay behind",
          "stop it, and start the migrated one when this is done");
    }
  }

  /**
   * Looks again, in the transaction that {@link #digests} began last.
   *
   * @throws StartRefused when its gateway was started meanwhile
   */
  void requireNotServed() throws SQLException {
    requireNotServed(connection);
  }

  List<Table> tables() {
    return tables;
  }

  Connection connection() {
    return connection;
  }

  List<UUID> owners() throws SQLException {
    return Session.users(connection);
  }

  /** What tells this instance from every other: its certificate authority. */
  UUID id() throws SQLException {
    return UUID.fromString(String.valueOf(Session.text(connection, ID)));
  }

  /**
   * What every table holds, as of now. Begins a new transaction, which copying then goes on with.
   */
  Map<Table, Digest> digests() throws SQLException {
    connection.rollback();
    Map<Table, Digest> digests = new LinkedHashMap<>();
    List<UUID> owners = owners();
    for (Table table : tables) {
      digests.put(table, Digest.of(connection, table, owners));
    }
    return digests;
  }

  /**
   * Secrets are copied as they are sealed, so the target must be able to open them: tried with one
   * of those that each key has sealed, for each table and owner.
   *
   * @throws StartRefused when its master key does not
   */
  void requireOpenedBy(InstanceConfig target) throws SQLException {
    try {
      Sealer sealer = new Sealer(MasterKeySource.of(target).read());
      requireAuthoritiesOpenedBy(sealer);
      for (Table table : tables) {
        if (table.ofOwners() && table.has(SECRET)) {
          requireOpenedBy(sealer, table);
        }
      }
    } catch (Sealer.UnsealException | IllegalArgumentException other) {
      throw new StartRefused(
          "target: its master key does not open what the source has sealed",
          "use the source's key, or put a new one before it in the same file");
    }
  }

  private void requireAuthoritiesOpenedBy(Sealer sealer) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select id, kind, key_reference from " + CA)) {
      while (found.next()) {
        Sealer.Place place =
            new Sealer.Place(CA, found.getString(2) + "_key", found.getObject(1, UUID.class));
        var _ = sealer.open(found.getString(3), place);
      }
    }
  }

  private void requireOpenedBy(Sealer sealer, Table table) throws SQLException {
    // A sealed value begins with which key it is: in the first five bytes, so in these letters.
    String oneOfEachKey =
        "select distinct on (left(%1$s, 6)) id, %1$s from %2$s where %1$s is not null"
            .formatted(SECRET, table.quoted());
    for (UUID owner : owners()) {
      Session.actAs(connection, owner);
      try (Statement statement = connection.createStatement();
          ResultSet found = statement.executeQuery(oneOfEachKey)) {
        while (found.next()) {
          UUID row = found.getObject(1, UUID.class);
          var _ = sealer.open(found.getString(2), new Sealer.Place(table.name(), SECRET, row));
        }
      }
    }
  }

  /** Digests as they are kept in the target, to be compared. */
  static String written(Map<Table, Digest> digests) {
    return digests.entrySet().stream()
        .map(
            held ->
                "%s %d %x"
                    .formatted(
                        held.getKey().name(), held.getValue().rows(), held.getValue().checksum()))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      connection.rollback();
    } finally {
      own.ifPresent(LocalDatabase::close);
    }
  }
}
