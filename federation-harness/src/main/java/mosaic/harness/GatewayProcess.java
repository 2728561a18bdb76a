package mosaic.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One {@code mosaic serve} as a process of its own, with its output in a file. The launcher
 * replaces itself by the gateway, so that the process known here is the gateway itself.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final Duration PATIENCE_WITH_STOPPING = Duration.ofSeconds(15);

  private final Process process;
  private final Path log;

  private GatewayProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a gateway and returns at once.
   *
   * @param prefix words before the launcher, such as {@code ip netns exec work}; mostly none
   */
  public static GatewayProcess start(
      List<String> prefix, Path configuration, Map<String, String> environment, Path log) {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(List.of(ProjectRoot.launcher().toString(), "serve"));
    return startServing(words, configuration, environment, log);
  }

  /**
   * As above, through another launcher or with more options.
   *
   * @param serve everything before {@code --config}
   */
  static GatewayProcess startServing(
      List<String> serve, Path configuration, Map<String, String> environment, Path log) {
    List<String> command = new ArrayList<>(Children.ENDING_WITH_THIS_PROCESS);
    command.addAll(serve);
    command.addAll(List.of("--config", configuration.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(configuration.resolveSibling("").toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new GatewayProcess(Children.start(builder), log);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything that the gateway has printed so far. */
  public String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** Waits until the gateway says that it is ready to serve. */
  public void awaitReady(URI health, Deadline deadline) {
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      boolean ready =
          deadline.holds(
              () -> {
                if (!process.isAlive()) {
                  throw new HarnessException(
                      "The gateway ended with exit code " + process.exitValue() + ":\n" + tail());
                }
                return answersReady(client, health);
              });
      if (!ready) {
        throw new HarnessException("The gateway did not become ready in time:\n" + tail());
      }
    }
  }

  /** Waits until the process ended by itself, and returns its exit code. */
  public int awaitExit(Deadline deadline) {
    try {
      if (process.waitFor(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new HarnessException("The gateway is still running:\n" + tail());
  }

  /** Asks the gateway to stop; ends it if it does not. */
  public void stop() {
    stop(PATIENCE_WITH_STOPPING);
  }

  /** As above, for a gateway that has something to do before it ends. */
  void stop(Duration patience) {
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the gateway without a chance to tidy up, as a power cut would. */
  public void kill() {
    process.destroyForcibly();
    var _ = Deadline.inSeconds(5).holds(() -> !process.isAlive());
  }

  @Override
  public void close() {
    stop();
  }

  String tail() {
    List<String> lines = log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  private static boolean answersReady(HttpClient client, URI health) {
    try {
      HttpRequest request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(2)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
