package mosaic.harness;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A point in time by which something must have happened. */
public final class Deadline {
  private static final long LOOK_AGAIN_AFTER = TimeUnit.MILLISECONDS.toNanos(20);

  private final Duration patience;
  private final long end;

  private Deadline(Duration patience) {
    this.patience = patience;
    this.end = System.nanoTime() + patience.toNanos();
  }

  public static Deadline in(Duration patience) {
    return new Deadline(patience);
  }

  public static Deadline inSeconds(long seconds) {
    return new Deadline(Duration.ofSeconds(seconds));
  }

  public boolean passed() {
    return System.nanoTime() - end >= 0;
  }

  /** What is left; never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /**
   * Waits until the condition holds.
   *
   * @throws HarnessException when it does not hold in time
   */
  public void await(String what, BooleanSupplier condition) {
    if (!holds(condition)) {
      throw new HarnessException("Waited " + patience.toSeconds() + " s in vain: " + what);
    }
  }

  /** Whether the condition came to hold before the deadline. */
  public boolean holds(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (passed()) {
        return false;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new HarnessException("Interrupted while waiting");
      }
      LockSupport.parkNanos(LOOK_AGAIN_AFTER);
    }
    return true;
  }
}
