package mosaic.gateway.instance.check;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a check found. Holds no secret: a setting's value is repeated only where it has proved to be
 * what it should be.
 *
 * @param subject what was looked at
 * @param state how it stands
 * @param detail what was found, a phrase for people
 * @param remedy what to do about it; there for warnings and failures, and for nothing else
 * @param measured figures for programs by stable name: text, numbers and booleans
 */
public record Finding(
    Subject subject,
    State state,
    String detail,
    Optional<String> remedy,
    Map<String, Object> measured) {

  private static final double NANOS_A_MILLI = 1_000_000.0;
  private static final double TENTHS = 10.0;

  /** Checks that what needs a remedy has one. */
  public Finding {
    boolean needsRemedy = state == State.WARNING || state == State.FAILURE;
    if (needsRemedy != remedy.isPresent()) {
      throw new IllegalArgumentException("a remedy belongs to warnings and failures");
    }
    measured = Map.copyOf(measured);
  }

  /** As it should be. */
  public static Finding ok(Subject subject, String detail) {
    return new Finding(subject, State.OK, detail, Optional.empty(), Map.of());
  }

  /** Works, but. */
  public static Finding warning(Subject subject, String cause, String remedy) {
    return new Finding(subject, State.WARNING, cause, Optional.of(remedy), Map.of());
  }

  /** Cannot run like this. */
  public static Finding failure(Subject subject, String cause, String remedy) {
    return new Finding(subject, State.FAILURE, cause, Optional.of(remedy), Map.of());
  }

  /** Not looked at. */
  public static Finding unknown(Subject subject, String because) {
    return new Finding(subject, State.UNKNOWN, because, Optional.empty(), Map.of());
  }

  /** The same with one more figure. */
  public Finding with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(measured);
    more.put(name, value);
    return new Finding(subject, state, detail, remedy, more);
  }

  /** The same with {@code round_trip_ms}, to a tenth. */
  public Finding withRoundTrip(Duration roundTrip) {
    return with("round_trip_ms", Math.round(roundTrip.toNanos() / NANOS_A_MILLI * TENTHS) / TENTHS);
  }

  /** For a sentence: {@code PostgreSQL at 127.0.0.1:5432: connection refused}. */
  @Override
  public String toString() {
    return subject + ": " + detail;
  }
}
