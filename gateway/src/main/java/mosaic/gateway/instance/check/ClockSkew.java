package mosaic.gateway.instance.check;

import java.time.Duration;
import java.time.Instant;

/**
 * How far another clock is from ours.
 *
 * @param difference theirs minus ours, positive when theirs is ahead; half of the round trip is
 *     taken off, so it is right to within the other half
 */
public record ClockSkew(Duration difference) {
  /** Above this somebody should look. */
  private static final Duration NOTICEABLE = Duration.ofSeconds(30);

  /** The skew of a clock that was read between two readings of ours. */
  public static ClockSkew between(Instant theirs, Instant before, Instant after) {
    Instant middle = before.plus(Duration.between(before, after).dividedBy(2));
    return new ClockSkew(Duration.between(middle, theirs));
  }

  /** Whether it is more than this in either direction. */
  public boolean isMoreThan(Duration most) {
    return difference.abs().compareTo(most) > 0;
  }

  /** OK or a warning, on what has this clock. */
  Finding finding(Subject subject) {
    return isMoreThan(NOTICEABLE)
        ? Finding.warning(subject, words(), remedy())
        : Finding.ok(subject, words());
  }

  /** Whether somebody should look. */
  public boolean isNoticeable() {
    return isMoreThan(NOTICEABLE);
  }

  /** What to do about a noticeable one. */
  public static String remedy() {
    return "let NTP set the clock on both machines (timedatectl shows whether it does)";
  }

  /** Such as {@code 12 s ahead of ours}. */
  public String words() {
    Duration size = difference.abs();
    String amount = size.toSeconds() == 0 ? size.toMillis() + " ms" : size.toSeconds() + " s";
    return amount + (difference.isNegative() ? " behind ours" : " ahead of ours");
  }
}
