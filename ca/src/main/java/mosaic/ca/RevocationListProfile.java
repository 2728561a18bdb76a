package mosaic.ca;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a revocation list says of itself: a full one, version 2, for all certificates of one issuer.
 *
 * @param number larger than that of every earlier list of the issuer (RFC 5280, 5.2.3)
 * @param thisUpdate when it was made (5.1.2.4), in whole seconds
 * @param nextUpdate when the next one is there at the latest (5.1.2.5), in whole seconds
 */
public record RevocationListProfile(long number, Instant thisUpdate, Instant nextUpdate) {

  /** The CA/Browser Forum's limit for lists of end-entity certificates (BR 4.9.7). */
  public static final Duration LONGEST = Duration.ofDays(10);

  public RevocationListProfile {
    if (number <= 0) {
      throw new IllegalArgumentException("a CRL number is positive");
    }
    if (!thisUpdate.equals(thisUpdate.truncatedTo(ChronoUnit.SECONDS))
        || !nextUpdate.equals(nextUpdate.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException("the times of a revocation list are whole seconds");
    }
    Duration validity = Duration.between(thisUpdate, nextUpdate);
    if (!validity.isPositive() || validity.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a revocation list is valid for at most 10 days (CA/Browser Forum BR 4.9.7)");
    }
  }

  /**
   * A list made now.
   *
   * @param validity whole seconds
   */
  public static RevocationListProfile from(long number, Instant now, Duration validity) {
    Instant thisUpdate = now.truncatedTo(ChronoUnit.SECONDS);
    return new RevocationListProfile(number, thisUpdate, thisUpdate.plus(validity));
  }
}
