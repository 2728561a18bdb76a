package mosaic.harness;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes that do not outlive this one, not even when it is killed. Linux sends the signal
 * asked for here when the <em>thread</em> that started the child ends, so one thread that lives as
 * long as the JVM starts them all.
 */
final class Children {
  static final List<String> ENDING_WITH_THIS_PROCESS = List.of("setpriv", "--pdeathsig", "TERM");

  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("harness-starter").unstarted(task));

  private Children() {}

  static Process start(ProcessBuilder builder) {
    try {
      return STARTER.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw notStarted(builder, e.getCause() instanceof IOException cause ? cause : e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notStarted(builder, e);
    }
  }

  private static HarnessException notStarted(ProcessBuilder builder, Exception cause) {
    return new HarnessException("Could not start " + String.join(" ", builder.command()), cause);
  }
}
