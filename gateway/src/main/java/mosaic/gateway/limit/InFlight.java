package mosaic.gateway.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much is worked on at the same time, in all and for one (T-43). Nobody waits: what is too much
 * is refused.
 */
public final class InFlight {
  private final int most;
  private final int mostOfOne;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<Object, Integer> begun = new ConcurrentHashMap<>();

  /**
   * Nothing yet.
   *
   * @param most so much in all
   * @param mostOfOne so much for one
   */
  public InFlight(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /**
   * Whether there may be one more; if so, {@link #end} has to follow.
   *
   * @param one for whom: with {@link Object#equals}
   */
  public boolean begin(Object one) {
    boolean fits = all.incrementAndGet() <= most;
    if (begun.merge(one, 1, Integer::sum) <= mostOfOne && fits) {
      return true;
    }
    end(one);
    return false;
  }

  /** One that began is over. */
  public void end(Object one) {
    all.decrementAndGet();
    begun.computeIfPresent(one, (whose, count) -> count == 1 ? null : count - 1);
  }
}
