package mosaic.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A program that does one thing and ends. Its output is read as one text. */
record Command(
    List<String> words,
    Map<String, String> environment,
    boolean inheritEnvironment,
    @Nullable Path directory,
    Duration limit) {

  private static final int LINES_SHOWN = 12;
  private static final Pattern CREDENTIALS = Pattern.compile("//[^/@\\s]+@");

  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /**
   * With nothing of our environment but the PATH: what is in there is not the program's business.
   */
  static Command of(List<String> words) {
    return new Command(
        words, Map.of("LC_ALL", "C", "TZ", "UTC"), false, null, Duration.ofMinutes(2));
  }

  /** With our environment, for programs that are configured by it (apt: proxies, APT_CONFIG). */
  Command withOurEnvironment() {
    return new Command(words, environment, true, directory, limit);
  }

  Command in(Path where) {
    return new Command(words, environment, inheritEnvironment, where, limit);
  }

  Command with(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new Command(words, more, inheritEnvironment, directory, limit);
  }

  Command within(Duration time) {
    return new Command(words, environment, inheritEnvironment, directory, time);
  }

  Result run() {
    return run(null);
  }

  /** Runs it to its end; {@code input}, when given, is copied to its standard input. */
  Result run(@Nullable InputStream input) {
    ProcessBuilder builder =
        new ProcessBuilder(ChildProcesses.endingWithThisProcess("KILL", words))
            .redirectErrorStream(true);
    prepare(builder, environment, inheritEnvironment);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    Process process;
    try {
      process = ChildProcesses.start(builder);
    } catch (IOException e) {
      throw notStarted(e);
    }
    try {
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(
              () -> text(process), task -> Thread.startVirtualThread(task));
      try (OutputStream stdin = process.getOutputStream()) {
        if (input != null) {
          input.transferTo(stdin);
        }
      } catch (IOException e) {
        // A program that stops reading says why in its output and by its exit code. A source that
        // cannot be read ends the program's input early, which it reports likewise.
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new EmbeddedServiceException(
            name() + " did not end within " + limit.toSeconds() + " seconds and was stopped.",
            "Try again; if it happens again, run it by hand to see what it waits for.");
      }
      return new Result(name(), process.exitValue(), output.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedServiceException(name() + " was interrupted.", "Start again.", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  static void prepare(ProcessBuilder builder, Map<String, String> more, boolean inherit) {
    Map<String, String> target = builder.environment();
    String path = target.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
    if (!inherit) {
      target.clear();
    }
    target.put("PATH", path);
    target.putAll(more);
  }

  static EmbeddedServiceException notStarted(IOException cause) {
    return new EmbeddedServiceException(
        "A program could not be started: " + cause.getMessage() + ".",
        "Embedded services need setpriv, setsid and unshare (Debian: util-linux) and tar.",
        cause);
  }

  private String name() {
    return words.stream()
        .filter(word -> !word.equals("unshare") && !word.startsWith("-"))
        .findFirst()
        .map(word -> word.substring(word.lastIndexOf('/') + 1))
        .orElse("The program");
  }

  private static String text(Process process) {
    try (InputStream stdout = process.getInputStream()) {
      return new String(stdout.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of some output, indented, without the credentials an address may carry. */
  static String lastLines(String output) {
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    String shown =
        lines.stream()
            .skip(Math.max(0, lines.size() - LINES_SHOWN))
            .map(line -> "    " + line)
            .collect(Collectors.joining("\n"));
    return shown.isEmpty()
        ? "    (it printed nothing)"
        : CREDENTIALS.matcher(shown).replaceAll("//***@");
  }

  /** How a program ended. */
  record Result(String program, int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }

    /** "initdb ended with code 1, its last words:" and those. */
    String lastWords() {
      return "%s ended with code %d, its last lines:\n%s"
          .formatted(program, exitCode, lastLines(output));
    }
  }
}
