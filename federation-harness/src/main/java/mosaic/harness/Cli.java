package mosaic.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The real {@code mosaic} command, as one person with one profile uses it. */
public final class Cli {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Path directory;
  private final List<String> prefix;
  private final Map<String, String> environment;

  /**
   * @param directory where profiles are kept, and where the command runs
   * @param profile the profile that it uses unless told otherwise
   */
  Cli(Path directory, String profile, Path hostsFile) {
    this(
        directory,
        List.of(),
        Map.of(
            "MOSAIC_PROFILE_DIR",
            directory.toString(),
            "MOSAIC_PROFILE",
            profile,
            "MOSAIC_JAVA_OPTIONS",
            "-Djdk.net.hosts.file=" + hostsFile));
  }

  private Cli(Path directory, List<String> prefix, Map<String, String> environment) {
    this.directory = directory;
    this.prefix = prefix;
    this.environment = environment;
  }

  public Path directory() {
    return directory;
  }

  /** The same person on another host, such as {@code ip netns exec home}. */
  public Cli behind(List<String> words) {
    return new Cli(directory, List.copyOf(words), environment);
  }

  public Cli with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Cli(directory, prefix, Map.copyOf(more));
  }

  /** The same, recording its start in a file. */
  Cli recording(Path file) {
    return with(
        "MOSAIC_JAVA_OPTIONS",
        StartUpCache.record(file) + environment.getOrDefault("MOSAIC_JAVA_OPTIONS", ""));
  }

  public CliResult run(String... words) {
    return runWithInput("", words);
  }

  /** Runs a command that reads {@code input} from its standard input. */
  public CliResult runWithInput(String input, String... words) {
    List<String> command = new ArrayList<>(Children.ENDING_WITH_THIS_PROCESS);
    command.addAll(prefix);
    command.add(ProjectRoot.launcher().toString());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = Children.start(builder);
    CompletableFuture<String> output = read(process.getInputStream()::readAllBytes);
    CompletableFuture<String> error = read(process.getErrorStream()::readAllBytes);
    write(process, input);
    try {
      if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new HarnessException(
            "mosaic %s did not end within %d s"
                .formatted(String.join(" ", words), TIMEOUT.toSeconds()));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted while mosaic was running", e);
    }
    return new CliResult(
        List.of(words),
        process.exitValue(),
        output.join(),
        error.join(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static void write(Process process, String input) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading all of it; its exit code and output say why.
    }
  }

  private static CompletableFuture<String> read(Reading reading) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(reading.bytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private interface Reading {
    byte[] bytes() throws IOException;
  }
}
