package mosaic.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes that end with this one.
 *
 * <p>Linux can send a process a signal when its parent dies, which holds even for {@code kill -9},
 * when no shutdown hook runs. The parent in that sense is the <em>thread</em> that started it: a
 * child of a pool thread would be stopped as soon as the pool shrinks. So every child is started by
 * one thread that lives as long as the JVM.
 */
final class ChildProcesses {
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("mosaic-embedded-starter").unstarted(task));

  /**
   * Gives up when the parent died before the signal was asked for; {@code $0} is the parent's pid.
   */
  private static final String UNLESS_ORPHANED = "[ \"$PPID\" = \"$0\" ] || exit 1; exec \"$@\"";

  private ChildProcesses() {}

  /** The command, made to receive {@code signal} (its name without SIG) when this JVM dies. */
  static List<String> endingWithThisProcess(String signal, List<String> command) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("setpriv", "--pdeathsig", signal, "sh", "-c", UNLESS_ORPHANED));
    all.add(Long.toString(ProcessHandle.current().pid()));
    all.addAll(command);
    return List.copyOf(all);
  }

  /** The command under a user that is not root, which PostgreSQL refuses to be. */
  static List<String> notAsRoot(List<String> command) {
    if (!CurrentUser.isRoot()) {
      return command;
    }
    // A user namespace without any mapping: still our files, but the user id reads as nobody's.
    // unshare replaces itself by the command, so the process id stays the server's own.
    List<String> all = new ArrayList<>(List.of("unshare", "-U"));
    all.addAll(command);
    return List.copyOf(all);
  }

  /**
   * The command in a session of its own: Ctrl-C in a terminal reaches every process of the
   * foreground group, and the database has to outlive whoever is still writing to it.
   */
  static List<String> awayFromTheTerminal(List<String> command) {
    List<String> all = new ArrayList<>(List.of("setsid"));
    all.addAll(command);
    return List.copyOf(all);
  }

  static Process start(ProcessBuilder builder) throws IOException {
    try {
      return STARTER.submit(builder::start).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
