package mosaic.ca;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What is about to be signed, to be stored before it is. Whoever reads the record after a power cut
 * knows every certificate that can possibly exist.
 *
 * <p>All parts survive a database: times are whole seconds, the rest has one spelling as text. An
 * intent read back equals the one that was stored.
 *
 * @param issuer the fingerprint of the issuing certificate
 * @param serial the serial number
 * @param notBefore the first moment of validity
 * @param notAfter the last moment of validity
 * @param toBeSigned the digest of the exact bytes that will be signed
 * @param publicKey the fingerprint of the certified key: to be unique over all grants (T-13)
 */
public record IssuanceIntent(
    Fingerprint issuer,
    SerialNumber serial,
    Instant notBefore,
    Instant notAfter,
    Fingerprint toBeSigned,
    Fingerprint publicKey) {

  public IssuanceIntent {
    if (!notBefore.equals(notBefore.truncatedTo(ChronoUnit.SECONDS))
        || !notAfter.equals(notAfter.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException("the times of a certificate are whole seconds");
    }
    if (!notBefore.isBefore(notAfter)) {
      throw new IllegalArgumentException("a certificate ends after it begins");
    }
  }
}
