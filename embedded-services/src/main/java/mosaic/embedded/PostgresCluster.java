package mosaic.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What is in the data directory of an {@link EmbeddedPostgres}: the cluster and its password. */
record PostgresCluster(
    Path directory, PostgresInstallation installation, boolean durable, Password password) {

  static final String CLUSTER = "cluster";

  /** How long a start may take; recovery after a power cut is part of it. */
  static final Duration START = Duration.ofMinutes(2);

  private static final String MAJOR_VERSION = "17";
  private static final String UNFINISHED = "cluster.unfinished-";
  private static final Duration PREDECESSOR = Duration.ofSeconds(30);
  private static final int LINE_OF_STATUS = 7;

  /** Opens what is there, or makes a new one. The caller holds the lock of the directory. */
  static PostgresCluster open(
      Path directory,
      PostgresInstallation installation,
      boolean durable,
      Consumer<String> progress) {
    try {
      removeUnfinished(directory);
      Path data = directory.resolve(CLUSTER);
      boolean exists = Files.isDirectory(data);
      PostgresCluster cluster =
          new PostgresCluster(directory, installation, durable, password(directory, exists));
      if (exists) {
        cluster.requireOurVersion();
        cluster.awaitPredecessor(progress);
      } else {
        progress.accept("creating the PostgreSQL cluster in " + directory);
        cluster.initialise();
      }
      return cluster;
    } catch (IOException e) {
      throw new EmbeddedServiceException(
          "The data directory " + directory + " could not be read or written: " + e + ".",
          "Make room and make it writable for this user, and start again.",
          e);
    }
  }

  Path log() {
    return directory.resolve("server.log");
  }

  ServerProcess launch(String host, int port) {
    List<String> words = new ArrayList<>();
    words.add(installation.program("postgres").toString());
    words.addAll(List.of("-D", data().toString()));
    Stream.of(
            "listen_addresses=" + host,
            "port=" + port,
            "unix_socket_directories=",
            "max_connections=200",
            "shared_buffers=64MB",
            "jit=off",
            // pgvector before 0.8.2 writes past a buffer in parallel index builds (CVE-2026-3172).
            "max_parallel_maintenance_workers=0",
            "timezone=UTC",
            "log_timezone=UTC",
            // The log must not repeat what people store: neither statements nor values. A session's
            // errors name values, so they go to the client only (log ranks above error here).
            "log_min_messages=log",
            "log_min_error_statement=panic",
            "log_error_verbosity=terse",
            "log_parameter_max_length_on_error=0",
            "fsync=" + onOff(durable),
            "synchronous_commit=" + onOff(durable),
            "full_page_writes=" + onOff(durable))
        .forEach(setting -> words.addAll(List.of("-c", setting)));
    return ServerProcess.loggingTo(
        log(),
        ChildProcesses.notAsRoot(
            ChildProcesses.awayFromTheTerminal(ChildProcesses.endingWithThisProcess("INT", words))),
        environment());
  }

  /** Whether the server with that process id says that it accepts connections. */
  boolean accepts(long processId) {
    List<String> lines = postmasterFile();
    return lines.size() > LINE_OF_STATUS
        && lines.getFirst().strip().equals(Long.toString(processId))
        && lines.get(LINE_OF_STATUS).strip().equals("ready");
  }

  private Path data() {
    return directory.resolve(CLUSTER);
  }

  /** Made under another name and renamed when complete: half a cluster never has the real name. */
  private void initialise() throws IOException {
    Path unfinished = Files.createTempDirectory(directory, UNFINISHED);
    List<String> words = new ArrayList<>();
    words.add(installation.program("initdb").toString());
    words.addAll(
        List.of(
            "--pgdata=" + unfinished,
            "--username=postgres",
            "--pwfile=" + passwordFile(directory),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--lc-ctype=C.UTF-8",
            "--data-checksums",
            "--no-instructions"));
    if (!durable) {
      words.add("--no-sync");
    }
    Command command = Command.of(ChildProcesses.notAsRoot(words));
    Command.Result result = command.with("LC_ALL", "C").run();
    if (!result.succeeded()) {
      ServiceCache.deleteRecursively(unfinished);
      throw new EmbeddedServiceException(
          "The PostgreSQL cluster in "
              + directory
              + " could not be created.\n"
              + result.lastWords(),
          remedyFor(result.output()));
    }
    // initdb allows 127.0.0.1 only; every address that this server can listen on is loopback.
    Files.writeString(
        unfinished.resolve("pg_hba.conf"),
        """
        # Written by Mosaic: password only, from this machine only.
        host all all 127.0.0.0/8 scram-sha-256
        host all all ::1/128     scram-sha-256
        """);
    Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  static String remedyFor(String output) {
    if (output.contains("could not look up effective user ID")) {
      return "The user this runs as has a number but no entry in /etc/passwd, and PostgreSQL needs"
          + " one: run as a user that exists, or add an entry for user id "
          + CurrentUser.id()
          + ".";
    }
    if (output.contains("unshare failed")) {
      return "PostgreSQL refuses to run as root, and this machine does not let root leave its role"
          + " (unshare -U): run as an ordinary user.";
    }
    return "Correct that and start again; nothing was left behind.";
  }

  private void requireOurVersion() throws IOException {
    String version = Files.readString(data().resolve("PG_VERSION")).strip();
    if (!version.equals(MAJOR_VERSION)) {
      throw new EmbeddedServiceException(
          "The data in " + directory + " is of PostgreSQL " + version + ", and this is 17.",
          "Use another data directory, or bring the data over with pg_dump of that version.");
    }
  }

  /** A server whose JVM was killed is told to stop by the system, which takes it a moment. */
  private void awaitPredecessor(Consumer<String> progress) {
    long deadline = System.nanoTime() + PREDECESSOR.toNanos();
    boolean told = false;
    while (true) {
      Optional<Long> predecessor = predecessor();
      if (predecessor.isEmpty()) {
        return;
      }
      if (!told) {
        progress.accept("waiting for PostgreSQL process " + predecessor.get() + " to stop");
        told = true;
      }
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        throw new EmbeddedServiceException(
            "The data directory "
                + directory
                + " is in use by PostgreSQL process "
                + predecessor.get()
                + ".",
            "Stop it (kill -INT " + predecessor.get() + ") and start again.");
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private Optional<Long> predecessor() {
    return postmasterFile().stream()
        .limit(1)
        .map(String::strip)
        .filter(line -> line.matches("\\d{1,10}"))
        .map(Long::valueOf)
        .filter(this::isServerOfThisCluster)
        .findFirst();
  }

  private boolean isServerOfThisCluster(long processId) {
    try {
      // The number may have gone to another program since.
      return Files.readString(Path.of("/proc", Long.toString(processId), "cmdline"))
          .contains(data().toString());
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> postmasterFile() {
    try {
      return Files.readAllLines(data().resolve("postmaster.pid"));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static void removeUnfinished(Path directory) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, UNFINISHED + "*")) {
      for (Path leftover : leftovers) {
        ServiceCache.deleteRecursively(leftover);
      }
    }
  }

  private static Password password(Path directory, boolean clusterExists) throws IOException {
    Path file = passwordFile(directory);
    if (Files.exists(file)) {
      return new Password(Files.readString(file).strip());
    }
    if (clusterExists) {
      throw new EmbeddedServiceException(
          "The data directory " + directory + " has lost its file " + file.getFileName() + ".",
          "Restore that file from a backup, or use another data directory.");
    }
    Password password = Password.random(new SecureRandom());
    Path temporary =
        Files.createTempFile(
            directory,
            "password.",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(
          temporary,
          (password.reveal() + "\n").getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.DSYNC);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return password;
  }

  private static Path passwordFile(Path directory) {
    return directory.resolve("superuser-password");
  }

  private static Map<String, String> environment() {
    return Map.of("LC_ALL", "C", "TZ", "UTC");
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }
}
