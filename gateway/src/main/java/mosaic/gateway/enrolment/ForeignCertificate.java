package mosaic.gateway.enrolment;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mosaic.ca.Fingerprint;

/**
 * A certificate for a grant that the asking side's own CA issued, examined and about to be recorded
 * (R-404).
 *
 * @param grant the grant
 * @param root the imported root that it counts under
 * @param chain leaf first
 */
public record ForeignCertificate(UUID grant, X509Certificate root, List<X509Certificate> chain) {
  /** Takes a private copy. */
  public ForeignCertificate {
    chain = List.copyOf(chain);
  }

  /** SHA-256 of the certificate, by which it is recognised. */
  public Fingerprint fingerprint() {
    return Fingerprint.of(chain.getFirst());
  }

  /**
   * Its name in the record, in the place of a serial number: the other CA chooses its own, and may
   * choose one of ours.
   */
  public String recordedAs() {
    return "foreign:" + fingerprint().hex();
  }

  /** What was signed. */
  public Fingerprint toBeSigned() {
    try {
      return Fingerprint.ofBytes(chain.getFirst().getTBSCertificate());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("an examined certificate has an encoding", impossible);
    }
  }

  /** Its first moment. */
  public Instant notBefore() {
    return chain.getFirst().getNotBefore().toInstant();
  }

  /** Its last. */
  public Instant notAfter() {
    return chain.getFirst().getNotAfter().toInstant();
  }
}
