package mosaic.ca;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What an OCSP responder says of one certificate (RFC 6960, 2.2). */
public sealed interface CertificateStatus {

  /** It was issued, and is not revoked. */
  record Good() implements CertificateStatus {}

  /**
   * It is revoked for good.
   *
   * @param at since when, in whole seconds: what is finer is cut
   * @param reason why
   */
  record Revoked(Instant at, RevocationReason reason) implements CertificateStatus {

    public Revoked {
      at = at.truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /** The issuer has no record of it: not good (CA/Browser Forum BR 4.9.10). */
  record Unknown() implements CertificateStatus {}
}
