package mosaic.gateway.instance.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.SecretReference;
import mosaic.gateway.instance.StartRefused;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to the database as one of its two roles, and words for why there is none. */
public final class PostgresConnections {
  private static final int PATIENCE_SECONDS = 5;

  private PostgresConnections() {}

  /** One of the two roles, by the settings that describe it. */
  enum Role {
    GATEWAY("database.user", "database.password"),
    OWNER("database.migration_user", "database.migration_password");

    private final String userSetting;
    private final String passwordSetting;

    Role(String userSetting, String passwordSetting) {
      this.userSetting = userSetting;
      this.passwordSetting = passwordSetting;
    }

    String userSetting() {
      return userSetting;
    }

    String passwordSetting() {
      return passwordSetting;
    }
  }

  /**
   * Where connections as this role come from; each gives up within seconds.
   *
   * @throws mosaic.gateway.instance.StartRefused when the password cannot be read
   */
  static DataSource source(DatabaseConfig config, Role role) {
    PGSimpleDataSource source = unhurried(config, role);
    source.setSocketTimeout(PATIENCE_SECONDS);
    return source;
  }

  /** The same for work of any length: only connecting has a limit. */
  static PGSimpleDataSource unhurried(DatabaseConfig config, Role role) {
    // No URL is put together: a setting could carry parameters into it.
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {config.host()});
    source.setPortNumbers(new int[] {config.port()});
    source.setDatabaseName(config.name());
    source.setUser(role == Role.GATEWAY ? config.user() : config.migrationUser());
    String password = role == Role.GATEWAY ? config.password() : config.migrationPassword();
    source.setPassword(new SecretReference(role.passwordSetting(), password).read());
    source.setConnectTimeout(PATIENCE_SECONDS);
    source.setTcpKeepAlive(true);
    source.setApplicationName("mosaic checks");
    // The driver keeps every notice until its statement is closed, and rows can make it many.
    source.setOptions("-c client_min_messages=warning");
    return source;
  }

  /**
   * A read-only connection as the gateway's role, for those who report on this instance.
   *
   * @throws SQLException when there is none
   */
  public static Connection asGateway(DatabaseConfig config) throws SQLException {
    Connection connection = source(config, Role.GATEWAY).getConnection();
    connection.setReadOnly(true);
    return connection;
  }

  /**
   * A connection as the role that owns the tables, for work of any length.
   *
   * @throws StartRefused when there is none
   */
  public static Connection asOwner(DatabaseConfig config) {
    PGSimpleDataSource source = unhurried(config, Role.OWNER);
    source.setReWriteBatchedInserts(true);
    try {
      return source.getConnection();
    } catch (SQLException refused) {
      throw new StartRefused(
          Postgres.subject(config, "postgresql", "owner role in")
              + ": "
              + words(refused, Role.OWNER),
          "start it, or check database.host, database.port, database.name and the role");
    }
  }

  /** Whether the server was not reached at all, so that trying again as another role is no use. */
  static boolean isUnreachable(SQLException failure) {
    return state(failure).startsWith("08");
  }

  /** Why there is no connection. What the server says is not repeated: it quotes the settings. */
  static String words(SQLException failure, Role role) {
    String state = state(failure);
    return switch (state) {
      case "28P01" ->
          "it does not accept the role in %s with the password in %s"
              .formatted(role.userSetting(), role.passwordSetting());
      case "28000" -> "it does not let the role in %s in".formatted(role.userSetting());
      case "3D000" -> "it has no database of the name in database.name";
      case "42501" ->
          "the role in %s may not connect to the database in database.name"
              .formatted(role.userSetting());
      case "53300" -> "it has no free connection";
      case "57P03" -> "it is starting up or shutting down";
      default ->
          isUnreachable(failure)
              ? NetworkCause.of(failure)
              : "it refuses the role in %s (SQLSTATE %s)".formatted(role.userSetting(), state);
    };
  }

  private static String state(SQLException failure) {
    return Optional.ofNullable(failure.getSQLState()).orElse("unknown");
  }
}
