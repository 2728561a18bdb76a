package mosaic.gateway.federation.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many requests of one peer are worked on at the same time (T-43). The limit on streams does
 * not hold that: a stream that its peer resets is free for the next request, while the database
 * still reads for the one before.
 */
final class InFlight {
  private final int mostOfOne;
  private final Map<Object, Integer> begun = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param mostOfOne so many of one peer
   */
  InFlight(int mostOfOne) {
    this.mostOfOne = mostOfOne;
  }

  /**
   * Whether a peer may have one more; if so, {@link #end} has to follow.
   *
   * @param peer whose it is: with {@link Object#equals}
   */
  boolean begin(Object peer) {
    if (begun.merge(peer, 1, Integer::sum) <= mostOfOne) {
      return true;
    }
    end(peer);
    return false;
  }

  /** One that began is over. */
  void end(Object peer) {
    begun.computeIfPresent(peer, (whose, count) -> count == 1 ? null : count - 1);
  }
}
