package mosaic.ca;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One entry of a revocation list (RFC 5280, 5.1.2.6).
 *
 * @param serial which certificate of the list's issuer
 * @param at since when, in whole seconds: what is finer is cut
 * @param reason why
 */
public record RevokedCertificate(SerialNumber serial, Instant at, RevocationReason reason) {

  public RevokedCertificate {
    at = at.truncatedTo(ChronoUnit.SECONDS);
  }
}
