package mosaic.gateway.identity;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits failed sign-ins of this process per source address and per user name. Codes cannot be
 * guessed anyway; this bounds what somebody who tries costs, and what it looks like in the log.
 *
 * <p>An attempt is counted before it is made, and given back when it succeeds, so that many at once
 * do not slip through together.
 */
@Singleton
public final class SignInLimiter {
  /** Failures a minute of one user name, from wherever they come. */
  static final int A_USER = 10;

  /** Failures a minute from one source address, for whatever user. */
  static final int A_SOURCE = 30;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Buckets users;
  private final Buckets sources;

  /** Limits by this clock. */
  @Inject
  public SignInLimiter(Clock clock) {
    this.users = new Buckets(A_USER, clock);
    this.sources = new Buckets(A_SOURCE, clock);
  }

  /**
   * Counts an attempt.
   *
   * @return how long to wait when there were too many failures; empty to go on
   */
  public Optional<Duration> attempt(String source, UserName user) {
    Optional<Duration> wait = sources.take(source);
    if (wait.isPresent()) {
      return wait;
    }
    wait = users.take(user.text());
    if (wait.isPresent()) {
      sources.giveBack(source);
    }
    return wait;
  }

  /** Gives an attempt back that succeeded. */
  public void succeeded(String source, UserName user) {
    sources.giveBack(source);
    users.giveBack(user.text());
  }

  /** One bucket a key; the keys longest unused go when there are too many. */
  private static final class Buckets {
    private static final int MOST_KEYS = 10_000;

    private final int aMinute;
    private final TimeMeter time;
    private final Map<String, Bucket> byKey =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_KEYS;
          }
        };

    Buckets(int aMinute, Clock clock) {
      this.aMinute = aMinute;
      this.time = new ClockMeter(clock);
    }

    Optional<Duration> take(String key) {
      ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(1);
      return probe.isConsumed()
          ? Optional.empty()
          : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    void giveBack(String key) {
      bucket(key).addTokens(1);
    }

    private synchronized Bucket bucket(String key) {
      return byKey.computeIfAbsent(
          key,
          missing ->
              Bucket.builder()
                  .withCustomTimePrecision(time)
                  .addLimit(
                      Bandwidth.builder()
                          .capacity(aMinute)
                          .refillGreedy(aMinute, MINUTE)
                          .build())
                  .build());
    }
  }

  private record ClockMeter(Clock clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return Duration.ofMillis(clock.millis()).toNanos();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
