package mosaic.gateway.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import mosaic.embedded.EmbeddedPostgres;
import mosaic.embedded.EmbeddedServiceException;

/**
 * The database of tier {@code local}: a PostgreSQL 17 of this instance's own, without pgvector, in
 * {@code postgres} below the data directory. It listens on loopback, ends with this process however
 * that ends, and refuses to be started twice.
 *
 * <p>The roles are those of every tier, with passwords made at the first start and kept beside the
 * data with mode 0600.
 */
public final class LocalDatabase implements AutoCloseable {
  private static final String DIRECTORY = "postgres";
  private static final String DATABASE = "mosaic";
  private static final String OWNER = "mosaic_owner";
  private static final String GATEWAY = "mosaic_gateway";
  private static final int PASSWORD_BYTES = 24;

  private final EmbeddedPostgres server;
  private final Path dataDirectory;

  private LocalDatabase(EmbeddedPostgres server, Path dataDirectory) {
    this.server = server;
    this.dataDirectory = dataDirectory;
  }

  /**
   * Starts it, and makes what is missing: the cluster, the roles, the database.
   *
   * @param progress receives a line for each step that takes time
   * @throws StartRefused when that is not possible; nothing is left running then
   */
  public static LocalDatabase start(Path dataDirectory, Consumer<String> progress) {
    Path directory = dataDirectory.resolve(DIRECTORY);
    EmbeddedPostgres server;
    try {
      server =
          EmbeddedPostgres.builder()
              .dataDirectory(directory)
              .pgvector(false)
              .progress(progress)
              .start();
    } catch (EmbeddedServiceException failed) {
      throw new StartRefused("embedded PostgreSQL: " + failed.problem(), failed.remedy());
    }
    boolean ready = false;
    try {
      prepare(server, password(directory, OWNER), password(directory, GATEWAY));
      ready = true;
      return new LocalDatabase(server, dataDirectory);
    } catch (SQLException failed) {
      throw new StartRefused(
          "embedded PostgreSQL in " + directory + ": " + failed.getMessage(),
          "see server.log there");
    } finally {
      if (!ready) {
        server.close();
      }
    }
  }

  /** Whether an instance with this data directory has one. */
  public static boolean isIn(Path dataDirectory) {
    return Files.isDirectory(dataDirectory.resolve(DIRECTORY).resolve("cluster"));
  }

  /** The settings by which the gateway reaches it, under the names of {@link DatabaseConfig}. */
  public Map<String, String> settings() {
    return settings(dataDirectory, server.host(), server.port());
  }

  /** The same for those who did not start it; the port is 0 while it does not run. */
  static Map<String, String> settingsOf(Path dataDirectory) {
    return settings(dataDirectory, "127.0.0.1", port(dataDirectory));
  }

  @Override
  public void close() {
    server.close();
  }

  private static Map<String, String> settings(Path dataDirectory, String host, int port) {
    Path directory = dataDirectory.resolve(DIRECTORY);
    return Map.of(
        "mosaic.database.host", host,
        "mosaic.database.port", String.valueOf(port),
        "mosaic.database.name", DATABASE,
        "mosaic.database.user", GATEWAY,
        "mosaic.database.password", "file:" + passwordFile(directory, GATEWAY),
        "mosaic.database.migration_user", OWNER,
        "mosaic.database.migration_password", "file:" + passwordFile(directory, OWNER));
  }

  /** As PostgreSQL notes process id and port, in its lock file, which stays after a power cut. */
  private static int port(Path dataDirectory) {
    try {
      List<String> lines =
          Files.readAllLines(dataDirectory.resolve(DIRECTORY).resolve("cluster/postmaster.pid"));
      boolean runs = ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).isPresent();
      return runs ? Integer.parseInt(lines.get(3).strip()) : 0;
    } catch (IOException
        | IndexOutOfBoundsException
        | NoSuchElementException
        | NumberFormatException notRunning) {
      return 0;
    }
  }

  /** Every step may have been done by a start that was cut short. */
  private static void prepare(EmbeddedPostgres server, String ownerPassword, String gatewayPassword)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl("postgres"), server.superuser(), server.password().reveal());
        Statement statement = connection.createStatement()) {
      makeRole(statement, OWNER, ownerPassword);
      makeRole(statement, GATEWAY, gatewayPassword);
      if (!exists(statement, "select from pg_database where datname = '" + DATABASE + "'")) {
        statement.execute("create database " + DATABASE + " owner " + OWNER);
      }
      statement.execute("revoke all on database " + DATABASE + " from public");
      statement.execute("grant connect on database " + DATABASE + " to " + GATEWAY);
    }
  }

  /** Passwords are hexadecimal, so they need no quoting. */
  private static void makeRole(Statement statement, String role, String password)
      throws SQLException {
    String verb =
        exists(statement, "select from pg_roles where rolname = '" + role + "'")
            ? "alter"
            : "create";
    statement.execute(
        "%s role %s login nosuperuser nocreatedb nocreaterole nobypassrls password '%s'"
            .formatted(verb, role, password));
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet found = statement.executeQuery(query)) {
      return found.next();
    }
  }

  private static Path passwordFile(Path directory, String role) {
    return directory.resolve(role + "-password");
  }

  private static String password(Path directory, String role) {
    Path file = passwordFile(directory, role);
    try {
      try {
        return Files.readString(file).strip();
      } catch (NoSuchFileException first) {
        return make(file);
      }
    } catch (IOException unusable) {
      throw new StartRefused(
          "embedded PostgreSQL: " + file + " cannot be read or made",
          "make " + directory + " readable and writable for this user only");
    }
  }

  private static String make(Path file) throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Path unfinished =
        Files.createTempFile(
            file.getParent(),
            "password.",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(unfinished, password + "\n", StandardOpenOption.DSYNC);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return password;
  }
}
