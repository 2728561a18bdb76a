package mosaic.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final Time time = new Time();
  private final RateLimiter<String> limiter = new RateLimiter<>(100, time);

  @Test
  void take_withinLimit_isGranted() {
    for (int left = 59; left >= 0; left--) {
      assertThat(limiter.take("grant", 60)).isEqualTo(new RateLimiter.Answer.Granted(left, 60));
    }
  }

  @Test
  void take_laterInTheMinute_saysWhenItIsOver() {
    limiter.take("grant", 60);

    time.advance(Duration.ofMillis(20_500));

    assertThat(limiter.take("grant", 60)).isEqualTo(new RateLimiter.Answer.Granted(58, 40));
  }

  @Test
  void take_oneTooMany_saysWhenToComeBack() {
    exhaust("grant", 60);

    time.advance(Duration.ofSeconds(20));

    assertThat(limiter.take("grant", 60)).isEqualTo(new RateLimiter.Answer.Exceeded(40));
  }

  @Test
  void take_afterTheMinute_isGrantedAgain() {
    exhaust("grant", 60);

    time.advance(Duration.ofSeconds(60));

    assertThat(limiter.take("grant", 60)).isEqualTo(new RateLimiter.Answer.Granted(59, 60));
  }

  @Test
  void take_otherKey_hasItsOwnLimit() {
    exhaust("grant", 60);

    assertThat(limiter.take("other", 60)).isEqualTo(new RateLimiter.Answer.Granted(59, 60));
  }

  @Test
  void take_raisedLimit_worksAtOnce() {
    exhaust("grant", 60);

    assertThat(limiter.take("grant", 120)).isEqualTo(new RateLimiter.Answer.Granted(119, 60));
  }

  private void exhaust(String key, int perMinute) {
    for (int i = 0; i < perMinute; i++) {
      limiter.take(key, perMinute);
    }
  }

  /** A clock that stands still until it is moved. */
  private static final class Time implements TimeMeter {
    private long nanos;

    void advance(Duration duration) {
      nanos += duration.toNanos();
    }

    @Override
    public long currentTimeNanos() {
      return nanos;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
