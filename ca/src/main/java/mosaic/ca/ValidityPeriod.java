package mosaic.ca;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How long a leaf certificate is valid.
 *
 * @param forward how long from the moment of issuance, whole seconds
 * @param backdate how long before that moment it already counts as valid, so that a peer whose
 *     clock is behind accepts it at once; whole seconds, at most an hour
 */
public record ValidityPeriod(Duration forward, Duration backdate) {

  /** The CA/Browser Forum's limit for a whole validity period (BR 6.3.2). */
  public static final Duration LONGEST = Duration.ofDays(398);

  /** Less is over before it gets to whoever asked. */
  public static final Duration SHORTEST = Duration.ofMinutes(1);

  /** What clocks may differ by without anybody noticing. */
  public static final Duration DEFAULT_BACKDATE = Duration.ofMinutes(5);

  private static final Duration LONGEST_BACKDATE = Duration.ofHours(1);

  public ValidityPeriod {
    if (forward.compareTo(SHORTEST) < 0 || forward.plus(backdate).compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a certificate is valid for at least a minute and at most 398 days (BR 6.3.2)");
    }
    if (backdate.isNegative() || backdate.compareTo(LONGEST_BACKDATE) > 0) {
      throw new IllegalArgumentException("a certificate is backdated by at most an hour");
    }
    if (!isWholeSeconds(forward) || !isWholeSeconds(backdate)) {
      throw new IllegalArgumentException("a validity period is counted in whole seconds");
    }
  }

  private static boolean isWholeSeconds(Duration duration) {
    return duration.equals(duration.truncatedTo(ChronoUnit.SECONDS));
  }

  /** So many days, with the default backdating. */
  public static ValidityPeriod ofDays(int days) {
    return new ValidityPeriod(Duration.ofDays(days), DEFAULT_BACKDATE);
  }
}
