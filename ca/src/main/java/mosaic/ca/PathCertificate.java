package mosaic.ca;

import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;

/**
 * A certificate that may stand on a path: well-formed, without unknown critical extensions, with a
 * good key and a good signature algorithm. Whoever holds one may trust its form, and nothing else.
 */
record PathCertificate(
    X509Certificate certificate,
    ParsedCertificate parsed,
    PublicKey publicKey,
    SignatureAlgorithm.Strong signatureAlgorithm) {

  /** What path validation processes (RFC 5280, 6.1) or we check ourselves. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          Oids.KEY_USAGE,
          Oids.SUBJECT_ALTERNATIVE_NAME,
          Oids.BASIC_CONSTRAINTS,
          Oids.NAME_CONSTRAINTS,
          Oids.CERTIFICATE_POLICIES,
          Oids.POLICY_MAPPINGS,
          Oids.POLICY_CONSTRAINTS,
          Oids.EXTENDED_KEY_USAGE,
          Oids.INHIBIT_ANY_POLICY);

  static PathCertificate of(X509Certificate presented) throws RejectedChainException {
    try {
      ParsedCertificate parsed = ParsedCertificate.parse(presented);
      boolean understood =
          parsed.extensions().entrySet().stream()
              .allMatch(e -> !e.getValue().critical() || UNDERSTOOD.contains(e.getKey()));
      if (!understood) {
        throw new RejectedChainException(RejectionReason.UNKNOWN_CRITICAL_EXTENSION);
      }
      if (!(parsed.signatureAlgorithm() instanceof SignatureAlgorithm.Strong strong)) {
        throw new RejectedChainException(RejectionReason.WEAK_SIGNATURE);
      }
      if (PublicKeyPolicy.examine(parsed.publicKeyInfo()).isPresent()) {
        throw new RejectedChainException(RejectionReason.WEAK_KEY);
      }
      PublicKey key = PublicKeyPolicy.decode(parsed.publicKeyInfo());
      X509Certificate certificate = CertificateSigner.decode(parsed.encoded());
      return new PathCertificate(certificate, parsed, key, strong);
    } catch (MalformedCertificateException e) {
      throw RejectedChainException.of(e);
    } catch (MalformedDerException | CertificateException | RuntimeException _) {
      throw new RejectedChainException(RejectionReason.MALFORMED);
    }
  }

  /** Whether this certificate's subject and key issued another certificate. */
  boolean issued(PathCertificate other) throws MalformedDerException {
    if (!parsed.subject().sameEncoding(other.parsed.issuer())) {
      return false;
    }
    Optional<KeyIdentifier> named = KeyIdentifier.ofAuthority(other.parsed);
    boolean sameKey =
        named.isEmpty()
            || !parsed.extensions().containsKey(Oids.SUBJECT_KEY_IDENTIFIER)
            || named.get().equals(KeyIdentifier.ofSubject(parsed));
    return sameKey
        && SignatureAlgorithm.verifies(
            other.signatureAlgorithm, publicKey, other.parsed.tbs(), other.parsed.signature());
  }
}
