package mosaic.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server that runs until it is told to stop, or until this JVM is gone. */
final class ServerProcess {
  private static final long POLL = Duration.ofMillis(5).toNanos();
  private static final int LINES_KEPT = 200;
  private static final int LOG_TAIL_BYTES = 16 * 1024;

  private final Process process;
  private final Supplier<String> output;

  private ServerProcess(Process process, Supplier<String> output) {
    this.process = process;
    this.output = output;
  }

  /** Its output goes to {@code log}, which is emptied first. */
  static ServerProcess loggingTo(Path log, List<String> words, Map<String, String> environment) {
    ProcessBuilder builder = builder(words, environment).redirectOutput(log.toFile());
    ServerProcess server = new ServerProcess(started(builder), () -> tail(log));
    server.send("");
    return server;
  }

  /** Its output is kept in memory, the last lines of it; {@code input} is its standard input. */
  static ServerProcess listeningTo(
      List<String> words, Map<String, String> environment, String input) {
    Process process = started(builder(words, environment));
    Deque<String> lines = new ArrayDeque<>();
    Thread.ofPlatform()
        .daemon()
        .name("mosaic-embedded-output-" + process.pid())
        .start(() -> collect(process, lines));
    ServerProcess server =
        new ServerProcess(
            process,
            () -> {
              synchronized (lines) {
                return String.join("\n", lines);
              }
            });
    server.send(input);
    return server;
  }

  long processId() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it has printed, the end of it. */
  String output() {
    return output.get();
  }

  /** Whether {@code condition} came true before the process ended or the time was up. */
  boolean becomes(BooleanSupplier condition, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (condition.getAsBoolean()) {
        return true;
      }
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(POLL);
    }
    return false;
  }

  /** Sends a signal by its name and waits; whether the process has ended. */
  boolean endsOn(String signal, Duration limit) {
    if (process.isAlive()) {
      // Process.destroy knows only TERM and KILL.
      String pid = Long.toString(process.pid());
      Command.of(List.of("sh", "-c", "kill -s \"$1\" \"$2\"", "kill", signal, pid)).run();
    }
    return ended(limit);
  }

  void kill() {
    process.destroyForcibly();
    ended(Duration.ofSeconds(10));
  }

  private boolean ended(Duration limit) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        try {
          return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          // A server half stopped helps nobody: finish, then pass the interrupt on.
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static ProcessBuilder builder(List<String> words, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    Command.prepare(builder, environment, false);
    builder.directory(Path.of("/").toFile());
    return builder;
  }

  private static Process started(ProcessBuilder builder) {
    try {
      return ChildProcesses.start(builder);
    } catch (IOException e) {
      throw Command.notStarted(e);
    }
  }

  private void send(String input) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended before it read its input; the caller sees that, and its output says why.
    }
  }

  private static void collect(Process process, Deque<String> lines) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (@Nullable String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lines) {
          if (lines.size() == LINES_KEPT) {
            lines.removeFirst();
          }
          lines.addLast(line);
        }
      }
    } catch (IOException e) {
      // The process has ended.
    }
  }

  private static String tail(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long length = file.length();
      byte[] bytes = new byte[(int) Math.min(length, LOG_TAIL_BYTES)];
      file.seek(length - bytes.length);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }
}
