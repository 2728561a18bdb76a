package mosaic.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * Token buckets by key, within this process (R-1001 shares them through Valkey later). A bucket
 * holds one minute's worth and is filled anew each minute, so no 60 seconds see more than the limit
 * plus what the previous minute left unused.
 *
 * @param <K> what is limited, for example a grant id
 */
public final class RateLimiter<K> {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final Cache<Key<K>, Bucket> buckets;
  private final TimeMeter time;

  /**
   * Limits at most this many keys at once; the least used are forgotten first.
   *
   * @param mostKeys 1 or more
   */
  public RateLimiter(long mostKeys) {
    this(mostKeys, TimeMeter.SYSTEM_MILLISECONDS);
  }

  RateLimiter(long mostKeys, TimeMeter time) {
    this.time = time;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(mostKeys)
            .expireAfterAccess(PERIOD.multipliedBy(2))
            .build();
  }

  /** A changed limit is a new bucket, so that an override works at once. */
  private record Key<K>(K key, int perMinute) {}

  /** What became of a request to go on. */
  public sealed interface Answer {
    /**
     * Go on.
     *
     * @param left how many more requests the minute has, 0 or more
     * @param resetsInSeconds when the minute is over and the bucket full again, 1 or more
     */
    record Granted(long left, long resetsInSeconds) implements Answer {}

    /**
     * Not now.
     *
     * @param retryAfterSeconds when it may be tried again, 1 or more
     */
    record Exceeded(long retryAfterSeconds) implements Answer {}
  }

  /** Takes one token. */
  public Answer take(K key, int perMinute) {
    Bucket bucket = buckets.get(new Key<>(key, perMinute), wanted -> bucket(perMinute));
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? new Answer.Granted(probe.getRemainingTokens(), seconds(probe.getNanosToWaitForReset()))
        : new Answer.Exceeded(seconds(probe.getNanosToWaitForRefill()));
  }

  /** Rounded up, so that whoever waits so long does not come too early. */
  private static long seconds(long nanos) {
    return Math.max(1, Duration.ofNanos(nanos).plusMillis(999).toSeconds());
  }

  private Bucket bucket(int perMinute) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillIntervally(perMinute, PERIOD))
        .withCustomTimePrecision(time)
        .build();
  }
}
