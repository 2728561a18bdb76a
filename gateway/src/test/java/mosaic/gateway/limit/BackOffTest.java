package mosaic.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final Time time = new Time();
  private final BackOff<String> backOff =
      new BackOff<>(100, 3, Duration.ofSeconds(1), Duration.ofSeconds(10), time);

  @Test
  void attempt_theFreeOnes_costNoWait() {
    for (int i = 0; i < 3; i++) {
      assertThat(backOff.attempt("a")).isZero();
    }
    assertThat(backOff.attempt("a")).isEqualTo(Duration.ofSeconds(1));
    assertThat(backOff.attempt("b")).as("another key").isZero();
  }

  @Test
  void attempt_furtherOnes_waitTwiceAsLongUpToTheLongest() {
    for (int i = 0; i < 3; i++) {
      assertThat(backOff.attempt("a")).isZero();
    }
    for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
      assertThat(backOff.attempt("a")).isEqualTo(Duration.ofSeconds(seconds));
      time.advance(Duration.ofSeconds(seconds));
      assertThat(backOff.attempt("a")).as("after %d s", seconds).isZero();
    }
  }

  @Test
  void attempt_whileWaiting_doesNotMakeItLonger() {
    for (int i = 0; i < 3; i++) {
      assertThat(backOff.attempt("a")).isZero();
    }
    for (int i = 0; i < 50; i++) {
      assertThat(backOff.attempt("a")).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void attempt_afterASuccess_beginsAnew() {
    for (int i = 0; i < 3; i++) {
      assertThat(backOff.attempt("a")).isZero();
    }
    backOff.succeeded("a");

    for (int i = 0; i < 3; i++) {
      assertThat(backOff.attempt("a")).isZero();
    }
    assertThat(backOff.attempt("a")).isPositive();
  }

  private static final class Time extends Clock {
    private Instant now = Instant.EPOCH;

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
