package mosaic.ca;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Judges the certificates that a client presented on the federation port (T-01, T-03).
 *
 * <p>Accepted is a chain of at most four certificates, leaf first, each the issuer of the one
 * before it, that leads to one of the given roots, where
 *
 * <ul>
 *   <li>every certificate, the root included, is strict DER of version 3, has no extension twice
 *       and no unknown critical one (RFC 5280, 4.1 and 4.2), is within its dates, has a key that
 *       {@link PublicKeyPolicy} accepts and a signature with SHA-256 or better;
 *   <li>every issuer, the root included, is a CA with keyCertSign and a path length that permits
 *       the path (4.2.1.3, 4.2.1.9), and not restricted to other purposes;
 *   <li>the leaf is no CA, has digitalSignature but neither keyCertSign nor cRLSign, and the
 *       extended key usage clientAuth and nothing besides it (4.2.1.12);
 *   <li>the platform's own path validation (6.1) agrees.
 * </ul>
 *
 * <p>Revocation, the {@link GrantIdentity} and the issuance record are for the caller to check:
 * they are about this grant, not about this chain. Trust anchors are roots that sign themselves.
 */
public final class ClientCertificateVerifier {

  private ClientCertificateVerifier() {}

  /** Judges a chain; never throws, whatever was presented. */
  public static ChainVerdict verify(
      List<X509Certificate> presented, Set<X509Certificate> trustAnchors, Instant at) {
    try {
      return PathValidation.validate(presented, trustAnchors, Oids.CLIENT_AUTH, at);
    } catch (RejectedChainException e) {
      return new ChainVerdict.Rejected(e.reason());
    } catch (RuntimeException _) {
      // An implementation of X509Certificate or of a key that fails is a malformed certificate.
      return new ChainVerdict.Rejected(RejectionReason.MALFORMED);
    }
  }
}
