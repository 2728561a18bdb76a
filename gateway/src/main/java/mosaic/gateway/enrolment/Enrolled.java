package mosaic.gateway.enrolment;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;

/**
 * What an enrolling or renewing gateway gets.
 *
 * @param grant the grant
 * @param chain its certificate, and the issuing certificate that links it to the root
 */
public record Enrolled(UUID grant, List<X509Certificate> chain) {
  /** Takes a private copy. */
  public Enrolled {
    chain = List.copyOf(chain);
  }

  /** The same again as it is on record. */
  static Enrolled recorded(UUID grant, String chainPem) {
    try {
      return new Enrolled(grant, Pem.decodeCertificates(chainPem));
    } catch (MalformedPemException damaged) {
      throw new IllegalStateException("a recorded certificate is damaged", damaged);
    }
  }

  /** The certificate itself. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** When the certificate ends. */
  public Instant expiresAt() {
    return certificate().getNotAfter().toInstant();
  }
}
