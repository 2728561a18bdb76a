package mosaic.harness;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says what is going on, with the seconds since the start, and that it is still going on. */
final class Screen implements AutoCloseable {
  private static final String START_OF_LINE = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("demo-clock").unstarted(task));
  private @Nullable String waitingFor;
  private boolean clockShown;

  Screen(PrintStream out) {
    this.out = out;
    this.terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    long pause = terminal ? 100 : 2_000;
    var _ = ticker.scheduleAtFixedRate(this::tick, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** A step that was done, with the time. */
  void step(String text) {
    line(clock() + "  " + text);
  }

  /** From now on the clock shows that this is waited for. */
  synchronized void waitFor(String what) {
    waitingFor = what;
  }

  synchronized void waitForNothing() {
    waitingFor = null;
    wipe();
  }

  synchronized void line(String text) {
    wipe();
    out.println(text);
    out.flush();
  }

  String clock() {
    double seconds = (System.nanoTime() - start) / 1e9;
    return String.format(Locale.ROOT, "%5.1f s", seconds);
  }

  @Override
  public void close() {
    var _ = ticker.shutdownNow();
    waitForNothing();
  }

  private synchronized void tick() {
    if (waitingFor == null) {
      return;
    }
    String text = clock() + "  … " + waitingFor;
    if (terminal) {
      out.print(START_OF_LINE + text);
      clockShown = true;
    } else {
      out.println(text);
    }
    out.flush();
  }

  private void wipe() {
    if (clockShown) {
      out.print(START_OF_LINE);
      clockShown = false;
    }
  }
}
