package mosaic.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes whoever keeps failing wait longer and longer, by key, within this process. The first few
 * attempts are free; each further one doubles the wait, from the first up to the longest. An
 * attempt counts as failed until it is said to have succeeded, so that many at once are counted
 * too. What was not tried for twice the longest wait, and an hour at least, is forgotten.
 *
 * @param <K> what is held back, for example a user name and an address
 */
public final class BackOff<K> {
  private static final Duration MEMORY = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 30;

  private final Cache<K, Failures> failures;
  private final int free;
  private final Duration first;
  private final Duration longest;
  private final Clock clock;

  /**
   * A new one, without any failures.
   *
   * @param mostKeys how many to remember at most; the least used are forgotten first
   * @param free attempts that cost no wait, 1 or more
   * @param first the first wait, more than zero
   * @param longest the longest wait, no shorter than the first
   */
  public BackOff(long mostKeys, int free, Duration first, Duration longest, Clock clock) {
    Duration memory = longest.multipliedBy(2);
    this.failures =
        Caffeine.newBuilder()
            .maximumSize(mostKeys)
            .expireAfterAccess(memory.compareTo(MEMORY) > 0 ? memory : MEMORY)
            .build();
    this.free = free;
    this.first = first;
    this.longest = longest;
    this.clock = clock;
  }

  private record Failures(int count, Instant notBefore) {}

  /**
   * Begins an attempt.
   *
   * @return how long to wait before the next may begin; zero when this one may go on
   */
  public Duration attempt(K key) {
    Instant now = clock.instant();
    Duration[] wait = {Duration.ZERO};
    failures
        .asMap()
        .compute(
            key,
            (same, before) -> {
              int count = before == null ? 0 : before.count();
              if (before != null && now.isBefore(before.notBefore())) {
                wait[0] = Duration.between(now, before.notBefore());
                return before;
              }
              return new Failures(count + 1, now.plus(waitAfter(count + 1)));
            });
    return wait[0];
  }

  /** Says that an attempt succeeded: nothing is held against the key any more. */
  public void succeeded(K key) {
    failures.invalidate(key);
  }

  private Duration waitAfter(int count) {
    if (count < free) {
      return Duration.ZERO;
    }
    Duration wait = first.multipliedBy(1L << Math.min(count - free, MOST_DOUBLINGS));
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
