package mosaic.gateway.instance;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import mosaic.gateway.embedding.Embedder;
import mosaic.gateway.instance.StartRefused.StartProblem;
import mosaic.gateway.seal.MasterKey;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Start-up checks: every service and secret that the tier needs is tried before anything is
 * served, and everything that is wrong is said at once. Ends with current migrations.
 */
final class Preflight {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Held, so that its level is not collected with it. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private final Settings settings;
  private final List<StartProblem> problems = new ArrayList<>();

  private Preflight(Settings settings) {
    this.settings = settings;
  }

  /**
   * Checks and migrates.
   *
   * @throws StartRefused with everything that was wrong
   */
  static void run(Settings settings) {
    Preflight preflight = new Preflight(settings);
    preflight.checkTlsFlags();
    preflight.attempt(preflight::checkMasterKey);
    preflight.checkDataDirectory();
    preflight.checkPort("api", settings.api().host(), settings.api().port());
    preflight.checkPort("federation", settings.federation().host(), settings.federation().port());
    preflight.checkPort("management", settings.management().host(), settings.management().port());
    preflight.attempt(preflight::checkValkey);
    preflight.attempt(preflight::checkGatewayRole);
    preflight.attempt(preflight::checkMigrationRole);
    if (preflight.problems.isEmpty()) {
      preflight.attempt(preflight::migrate);
    }
    if (preflight.problems.isEmpty()) {
      preflight.attempt(preflight::checkMemory);
    }
    if (!preflight.problems.isEmpty()) {
      throw new StartRefused(preflight.problems);
    }
  }

  private void attempt(Runnable check) {
    try {
      check.run();
    } catch (StartRefused refused) {
      problems.addAll(refused.problems());
    }
  }

  /** TLS resumption skips the trust manager; only these two flags turn it off (FACTS, T-20). */
  private void checkTlsFlags() {
    if (!"0".equals(System.getProperty("jdk.tls.server.newSessionTicketCount"))
        || !"false".equals(System.getProperty("jdk.tls.server.enableSessionTicketExtension"))) {
      problems.add(
          new StartProblem(
              "federation listener: this JVM would hand out TLS session tickets",
              "start with ./mosaic serve, or add -Djdk.tls.server.newSessionTicketCount=0"
                  + " -Djdk.tls.server.enableSessionTicketExtension=false"));
    }
  }

  private void checkMasterKey() {
    String text = new SecretReference("master_key", settings.instance().masterKey()).read();
    try {
      MasterKey.parse(text);
    } catch (IllegalArgumentException unusable) {
      throw new StartRefused(
          "master key " + settings.instance().masterKey() + ": " + unusable.getMessage(),
          "make one with: openssl rand -base64 32 > FILE; chmod 600 FILE");
    }
  }

  private void checkDataDirectory() {
    Path directory = settings.instance().dataDirectory();
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      if (!Files.isWritable(directory)) {
        throw new IOException("not writable");
      }
    } catch (IOException unusable) {
      problems.add(
          new StartProblem(
              "data directory " + directory + ": cannot be made or written",
              "create it for this user with mode 0700"));
    }
  }

  private void checkPort(String listener, String host, int port) {
    if (port < 1 || port > 65535) {
      problems.add(
          new StartProblem(
              "%s listener: %d is no TCP port".formatted(listener, port), "use 1 to 65535"));
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException taken) {
      problems.add(
          new StartProblem(
              "%s listener: %s:%d cannot be bound (%s)"
                  .formatted(listener, host, port, taken.getMessage()),
              "stop what uses it, or set %s.host and %s.port".formatted(listener, listener)));
    }
  }

  private void checkValkey() {
    ValkeyConfig valkey = settings.valkey();
    RedisURI uri =
        RedisURI.builder()
            .withHost(valkey.host())
            .withPort(valkey.port())
            .withTimeout(PATIENCE)
            .build();
    valkey
        .password()
        .map(reference -> new SecretReference("valkey.password", reference).read())
        .ifPresent(
            password ->
                uri.setCredentialsProvider(
                    io.lettuce.core.RedisCredentialsProvider.from(
                        () ->
                            io.lettuce.core.RedisCredentials.just(null, password.toCharArray()))));
    try (RedisClient client = RedisClient.create(uri)) {
      client.setOptions(
          ClientOptions.builder()
              .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
              .build());
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        connection.sync().ping();
      }
    } catch (RedisException unreachable) {
      throw new StartRefused(
          "Valkey at %s:%d: %s".formatted(valkey.host(), valkey.port(), rootMessage(unreachable)),
          "start it, or set valkey.host, valkey.port and valkey.password");
    }
  }

  private void checkGatewayRole() {
    DatabaseConfig database = settings.database();
    connect(database.user(), "database.password", database.password(), this::requireOrdinaryRole);
  }

  private void checkMigrationRole() {
    DatabaseConfig database = settings.database();
    connect(
        database.migrationUser(),
        "database.migration_password",
        database.migrationPassword(),
        connection -> {});
  }

  private void checkMemory() {
    DatabaseConfig database = settings.database();
    Embedder embedder = Embedders.of(settings.memory());
    connect(
        database.migrationUser(),
        "database.migration_password",
        database.migrationPassword(),
        connection -> MemoryModel.use(embedder, connection));
  }

  private interface Look {
    void at(Connection connection) throws SQLException;
  }

  /** Row-level security does not hold for a superuser, a role that bypasses it, or an owner. */
  private void requireOrdinaryRole(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                """
                select r.rolsuper or r.rolbypassrls or pg_has_role(r.oid, d.datdba, 'MEMBER')
                       or exists (select from pg_class c where c.relowner = r.oid)
                  from pg_roles r, pg_database d
                 where r.rolname = current_user and d.datname = current_database()
                """)) {
      if (found.next() && found.getBoolean(1)) {
        throw new StartRefused(
            "PostgreSQL role %s: is a superuser, bypasses row-level security, owns tables, or is or may"
                .concat(" become the owner of the database")
                .formatted(settings.database().user()),
            "give database.user a role of its own that owns nothing; see CONFIGURATION.md");
      }
    }
  }

  private void connect(String user, String setting, String reference, Look look) {
    DatabaseConfig database = settings.database();
    String password = new SecretReference(setting, reference).read();
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", String.valueOf(PATIENCE.toSeconds()));
    properties.setProperty("socketTimeout", String.valueOf(PATIENCE.toSeconds()));
    try (Connection connection = DriverManager.getConnection(url(), properties)) {
      if (!connection.isValid((int) PATIENCE.toSeconds())) {
        throw new SQLException("no answer");
      }
      look.at(connection);
    } catch (SQLException unreachable) {
      throw new StartRefused(
          "PostgreSQL at %s:%d, database %s, role %s: %s"
              .formatted(
                  database.host(),
                  database.port(),
                  database.name(),
                  user,
                  rootMessage(unreachable)),
          "start it, or check database.host, database.port, database.name, the role and "
              + setting);
    }
  }

  private void migrate() {
    // What goes wrong comes as an exception; its progress is of no use to anybody here.
    FLYWAY.setLevel(Level.SEVERE);
    DatabaseConfig database = settings.database();
    String password =
        new SecretReference("database.migration_password", database.migrationPassword()).read();
    migrate("core", "db/migrations/core", "flyway_schema_history", password);
    migrate("federated", "db/migrations/federated", "flyway_federated_history", password);
  }

  private void migrate(String what, String location, String historyTable, String password) {
    DatabaseConfig database = settings.database();
    try {
      Flyway.configure(Preflight.class.getClassLoader())
          .dataSource(url(), database.migrationUser(), password)
          .locations("classpath:" + location)
          .table(historyTable)
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .failOnMissingLocations(true)
          .placeholders(
              java.util.Map.of(
                  "gateway_role",
                  database.user(),
                  "memory_dimension",
                  String.valueOf(settings.memory().dimension())))
          .load()
          .migrate();
    } catch (FlywayException failed) {
      throw new StartRefused(
          "PostgreSQL at %s:%d, database %s: migrations (%s) failed: %s"
              .formatted(
                  database.host(), database.port(), database.name(), what, rootMessage(failed)),
          "role %s must own the database; for pgvector install it on the server and, as a superuser,"
                  .formatted(database.migrationUser())
              + " run in this database: create extension vector");
    }
  }

  private String url() {
    DatabaseConfig database = settings.database();
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(database.host(), database.port(), database.name());
  }

  /** The innermost cause's first line: drivers wrap, people want the reason. */
  private static String rootMessage(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
