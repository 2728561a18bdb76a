package mosaic.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL 17 server, with pgvector unless told, as a child process that listens on loopback.
 *
 * {@snippet :
 * try (EmbeddedPostgres postgres =
 *     EmbeddedPostgres.builder().dataDirectory(Path.of("data")).start()) {
 *   DriverManager.getConnection(
 *       postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password().reveal());
 * }
 * }
 *
 * <p>The data directory holds the database cluster ({@code cluster}), the superuser's password
 * ({@code superuser-password}, mode 0600), the log of the last run ({@code server.log}, without
 * statements and values) and a lock ({@code lock}). It is made at the first start, and a later
 * start with the same directory finds data and password again. Roles, databases and {@code create
 * extension vector} are the caller's business, over JDBC.
 *
 * <p>Instances are safe for use by several threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String SUPERUSER = "postgres";
  private static final int ATTEMPTS_AT_A_FREE_PORT = 5;
  private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(30);
  private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(10);

  private final PostgresCluster cluster;
  private final PostgresInstallation installation;
  private final ServerProcess server;
  private static final Duration PATIENCE_WITH_THE_DYING = Duration.ofSeconds(3);

  private final FileMutex lock;
  private final String host;
  private final int port;
  private boolean closed;

  private EmbeddedPostgres(
      PostgresCluster cluster,
      PostgresInstallation installation,
      ServerProcess server,
      FileMutex lock,
      String host,
      int port) {
    this.cluster = cluster;
    this.installation = installation;
    this.server = server;
    this.lock = lock;
    this.host = host;
    this.port = port;
  }

  /** Says what is wanted; only {@link Builder#dataDirectory} has no default. */
  public static Builder builder() {
    return new Builder();
  }

  /** The loopback address it listens on. */
  public String host() {
    return host;
  }

  /** The port it listens on: the one asked for, or the one found when any would do. */
  public int port() {
    return port;
  }

  /** The name of the superuser, {@code postgres}. */
  public String superuser() {
    return SUPERUSER;
  }

  /** The superuser's password: random, and the same for every start of one data directory. */
  public Password password() {
    return cluster.password();
  }

  /** The address of one of its databases for JDBC, without user and password. */
  public String jdbcUrl(String database) {
    String authority = host.contains(":") ? "[" + host + "]" : host;
    return "jdbc:postgresql://" + authority + ":" + port + "/" + database;
  }

  /** The version of the server, such as {@code 17.11.0}. */
  public String version() {
    return PostgresInstallation.version();
  }

  /**
   * The version of pgvector that {@code create extension vector} installs.
   *
   * @throws EmbeddedServiceException when it was started without pgvector
   */
  public String pgvectorVersion() {
    return installation.pgvectorVersion();
  }

  /** The directory given. */
  public Path dataDirectory() {
    return cluster.directory();
  }

  /** The process id of the server. */
  public long processId() {
    return server.processId();
  }

  /** Whether the server runs. */
  public boolean isRunning() {
    return server.isAlive();
  }

  /** The end of the server's log of this run. */
  public String recentLog() {
    return server.output();
  }

  /**
   * Stops the server and waits for its end: first so that open transactions are rolled back and
   * everything is on disk (at most 30 seconds), then harder. Does nothing the second time.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      stop(server);
    }
  }

  @Override
  public String toString() {
    return "EmbeddedPostgres[" + host + ":" + port + ", pid " + processId() + "]";
  }

  private static void stop(ServerProcess server) {
    // INT is PostgreSQL's "fast" shutdown, QUIT its "immediate" one, which also ends the children
    // and leaves recovery to the next start. After KILL they notice by themselves.
    if (!server.endsOn("INT", FAST_SHUTDOWN) && !server.endsOn("QUIT", IMMEDIATE_SHUTDOWN)) {
      server.kill();
    }
  }

  /** How to start an {@link EmbeddedPostgres}. */
  public static final class Builder {
    private @Nullable Path dataDirectory;
    private String host = Loopback.DEFAULT_HOST;
    private int port;
    private boolean durable = true;
    private boolean pgvector = true;
    private ServiceCache cache = ServiceCache.standard();
    private Consumer<String> progress = line -> {};

    private Builder() {}

    /** Where the data lives; made when it does not exist. Required. */
    public Builder dataDirectory(Path directory) {
      dataDirectory = directory.toAbsolutePath().normalize();
      return this;
    }

    /** The loopback address to listen on, as numbers; {@code 127.0.0.1} unless told. */
    public Builder host(String address) {
      host = address;
      return this;
    }

    /** The port to listen on; 0, the default, for any free one. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /**
     * Whether committed data survives a power cut. True unless told; tests are faster without, and
     * lose nothing when a process dies, only when the machine does.
     */
    public Builder durable(boolean yes) {
      durable = yes;
      return this;
    }

    /**
     * Whether {@code create extension vector} is to be possible. True unless told; without it
     * nothing is ever fetched. The data is the same: a later start may choose otherwise.
     */
    public Builder pgvector(boolean yes) {
      pgvector = yes;
      return this;
    }

    /** Where unpacked programs are kept; {@link ServiceCache#standard()} unless told. */
    public Builder cacheDirectory(Path directory) {
      cache = ServiceCache.at(directory);
      return this;
    }

    /** Receives a short line for each step that takes time, on the thread that calls start. */
    public Builder progress(Consumer<String> listener) {
      progress = listener;
      return this;
    }

    /**
     * Prepares what is missing (the first time on a machine this fetches pgvector, if wanted),
     * creates the cluster if there is none, starts the server and returns when it accepts
     * connections.
     *
     * @throws EmbeddedServiceException if that is not possible; nothing is left running then
     */
    public EmbeddedPostgres start() {
      Path directory = Objects.requireNonNull(dataDirectory, "dataDirectory");
      InetAddress address = Loopback.address(host);
      int wanted = Loopback.port(port);
      PostgresInstallation installation = PostgresInstallation.prepare(cache, pgvector, progress);
      FileMutex lock = lock(directory);
      boolean started = false;
      try {
        PostgresCluster cluster = PostgresCluster.open(directory, installation, durable, progress);
        for (int attempt = 1; ; attempt++) {
          int candidate = wanted == 0 ? Loopback.freePort(address) : wanted;
          progress.accept("starting PostgreSQL on " + host + ":" + candidate);
          ServerProcess server = cluster.launch(host, candidate);
          if (ready(cluster, server)) {
            started = true;
            return new EmbeddedPostgres(cluster, installation, server, lock, host, candidate);
          }
          boolean taken = server.output().contains("Address already in use");
          if (!taken) {
            throw new EmbeddedServiceException(
                "PostgreSQL did not start on %s:%d with the data in %s. The end of its log:\n%s"
                    .formatted(host, candidate, directory, Command.lastLines(server.output())),
                "Correct that and start again; "
                    + cluster.log()
                    + " has it all. Your data has not been touched.");
          }
          if (wanted != 0 || attempt == ATTEMPTS_AT_A_FREE_PORT) {
            throw Loopback.taken("PostgreSQL", host, candidate);
          }
        }
      } finally {
        if (!started) {
          lock.close();
        }
      }
    }

    private static boolean ready(PostgresCluster cluster, ServerProcess server) {
      boolean ready = false;
      try {
        ready = server.becomes(() -> cluster.accepts(server.processId()), PostgresCluster.START);
        return ready;
      } finally {
        if (!ready) {
          stop(server);
        }
      }
    }

    private static FileMutex lock(Path directory) {
      try {
        ServiceCache.createPrivateDirectory(directory);
        boolean foreign = !Files.isDirectory(directory.resolve(PostgresCluster.CLUSTER));
        if (foreign && Files.exists(directory.resolve("PG_VERSION"))) {
          throw new EmbeddedServiceException(
              directory + " is the data directory of a PostgreSQL that was not made here.",
              "Use another directory; this one is left as it is.");
        }
      } catch (IOException e) {
        throw new EmbeddedServiceException(
            "The data directory " + directory + " cannot be made: " + e + ".",
            "Choose a directory that this user can write.",
            e);
      }
      // Not at once: the lock of a process that was just killed goes a moment after it.
      return FileMutex.tryAcquire(directory.resolve("lock"), PATIENCE_WITH_THE_DYING)
          .orElseThrow(
              () ->
                  new EmbeddedServiceException(
                      "The data directory " + directory + " is in use by a running instance.",
                      "Stop that instance, or give this one a data directory of its own."));
    }
  }
}
