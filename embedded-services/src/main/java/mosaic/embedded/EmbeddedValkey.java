package mosaic.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Valkey server as a child process that listens on loopback, asks for a password and keeps
 * nothing on disk: what is in it is gone when it stops.
 *
 * <p>At most 128 MB of data; beyond that, keys that have a time to live go first, and only those.
 *
 * <p>Instances are safe for use by several threads.
 */
public final class EmbeddedValkey implements AutoCloseable {
  private static final int ATTEMPTS_AT_A_FREE_PORT = 5;
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMillis(500);

  private final ServerProcess server;
  private final String host;
  private final int port;
  private final Password password;

  private EmbeddedValkey(ServerProcess server, String host, int port, Password password) {
    this.server = server;
    this.host = host;
    this.port = port;
    this.password = password;
  }

  /** Says what is wanted; everything has a default. */
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

  /** The password of the user {@code default}: random, and another one for every start. */
  public Password password() {
    return password;
  }

  /** The process id of the server. */
  public long processId() {
    return server.processId();
  }

  /** Whether the server runs. */
  public boolean isRunning() {
    return server.isAlive();
  }

  /** The end of what the server has printed. */
  public String recentLog() {
    return server.output();
  }

  /** Stops the server and waits for its end. Does nothing the second time. */
  @Override
  public synchronized void close() {
    stop(server);
  }

  @Override
  public String toString() {
    return "EmbeddedValkey[" + host + ":" + port + ", pid " + processId() + "]";
  }

  private static void stop(ServerProcess server) {
    if (!server.endsOn("TERM", STOP)) {
      server.kill();
    }
  }

  /** How to start an {@link EmbeddedValkey}. */
  public static final class Builder {
    private String host = Loopback.DEFAULT_HOST;
    private int port;
    private ServiceCache cache = ServiceCache.standard();
    private Consumer<String> progress = line -> {};

    private Builder() {}

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
     * Prepares what is missing (the first time on a machine this fetches Valkey), starts the server
     * and returns when it answers.
     *
     * @throws EmbeddedServiceException if that is not possible; nothing is left running then
     */
    public EmbeddedValkey start() {
      InetAddress address = Loopback.address(host);
      int wanted = Loopback.port(port);
      ValkeyInstallation installation = ValkeyInstallation.prepare(cache, progress);
      for (int attempt = 1; ; attempt++) {
        int candidate = wanted == 0 ? Loopback.freePort(address) : wanted;
        Password password = Password.random(new SecureRandom());
        progress.accept("starting Valkey on " + host + ":" + candidate);
        ServerProcess server = launch(installation, candidate, password);
        if (ready(server, new InetSocketAddress(address, candidate), password)) {
          return new EmbeddedValkey(server, host, candidate, password);
        }
        boolean taken = server.output().contains("Address already in use");
        if (!taken) {
          throw new EmbeddedServiceException(
              "Valkey did not start on %s:%d. The end of its output:\n%s"
                  .formatted(host, candidate, Command.lastLines(server.output())),
              "Correct that and start again, or set mosaic.valkey.* to your own Valkey.");
        }
        if (wanted != 0 || attempt == ATTEMPTS_AT_A_FREE_PORT) {
          throw Loopback.taken("Valkey", host, candidate);
        }
      }
    }

    private ServerProcess launch(ValkeyInstallation installation, int candidate, Password secret) {
      // Through standard input: a command line can be read by every user of the machine.
      String configuration =
          """
          bind %s
          port %d
          requirepass %s
          save ""
          appendonly no
          daemonize no
          dir /
          maxmemory 128mb
          maxmemory-policy volatile-lru
          """
              .formatted(host, candidate, secret.reveal());
      List<String> words = new ArrayList<>(List.of(installation.program().toString(), "-"));
      return ServerProcess.listeningTo(
          ChildProcesses.awayFromTheTerminal(
              // KILL, as there is nothing to be saved.
              ChildProcesses.endingWithThisProcess("KILL", words)),
          installation.environment(),
          configuration);
    }

    private static boolean ready(
        ServerProcess server, InetSocketAddress address, Password password) {
      boolean ready = false;
      try {
        ready = server.becomes(() -> answers(address, password), START);
        return ready;
      } finally {
        if (!ready) {
          stop(server);
        }
      }
    }

    /** Whether our server is there: another one would not know the password. */
    private static boolean answers(InetSocketAddress address, Password password) {
      try (Socket socket = new Socket()) {
        int limit = Math.toIntExact(ANSWER.toMillis());
        socket.connect(address, limit);
        socket.setSoTimeout(limit);
        String request = "AUTH " + password.reveal() + "\r\nPING\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String expected = "+OK\r\n+PONG\r\n";
        InputStream stream = socket.getInputStream();
        return new String(stream.readNBytes(expected.length()), StandardCharsets.US_ASCII)
            .equals(expected);
      } catch (IOException e) {
        return false;
      }
    }
  }
}
