package mosaic.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the operating system says about processes, ours or not. */
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private ProcessTable() {}

  /** The process and everything below it. */
  static List<Long> tree(long processId) {
    ProcessHandle top = ProcessHandle.of(processId).orElseThrow();
    return Stream.concat(Stream.of(top), top.descendants()).map(ProcessHandle::pid).toList();
  }

  /** Whether it still runs; a zombie that its parent has not collected does not. */
  static boolean runs(long processId) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(processId)).resolve("stat"));
      return !stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
    } catch (IOException e) {
      return false;
    }
  }

  static String commandLine(long processId) {
    return commandLine(PROC.resolve(Long.toString(processId)));
  }

  static Set<String> commandLines() {
    Set<String> all = new HashSet<>();
    processes().forEach(process -> all.add(commandLine(PROC.resolve(process))));
    return all;
  }

  /**
   * Every command line of a process that came into being while {@code work} ran. It looks again and
   * again, at the new ones only, as a program may hide its arguments soon after its start.
   */
  static Set<String> commandLinesDuring(Runnable work) {
    Set<String> before = processes();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Set<String>> seen =
        CompletableFuture.supplyAsync(
            () -> {
              Set<String> all = new HashSet<>();
              do {
                Set<String> young = processes();
                young.removeAll(before);
                young.forEach(process -> all.add(commandLine(PROC.resolve(process))));
              } while (!done.get());
              return all;
            },
            task -> Thread.ofPlatform().daemon().start(task));
    try {
      work.run();
    } finally {
      done.set(true);
    }
    return seen.join();
  }

  /** Those of the processes that still run after a generous wait: none, if all is well. */
  static List<Long> survivors(List<Long> processIds) {
    List<Long> running = new ArrayList<>(processIds);
    await(
        () -> {
          running.removeIf(processId -> !runs(processId));
          return running.isEmpty();
        });
    return running;
  }

  static boolean await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    return true;
  }

  private static Set<String> processes() {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      processes.forEach(process -> names.add(process.getFileName().toString()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return names;
  }

  private static String commandLine(Path process) {
    try {
      return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }
}
