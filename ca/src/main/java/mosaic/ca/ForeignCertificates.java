package mosaic.ca;

import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import mosaic.ca.CertificateLint.Rule;
import mosaic.ca.CertificateLint.Violation;

/** Judges what the CA of an asking gateway issues for one grant, in the place of ours. */
public final class ForeignCertificates {

  /**
   * What another CA may do its own way: who it says that it is, which policies it names, how it
   * derives key identifiers (RFC 5280, 4.2.1.2, leaves that open), and where its revocations are.
   * Of what the subject says nothing is ever read.
   */
  private static final Set<Rule> ITS_OWN =
      EnumSet.of(
          Rule.SUBJECT,
          Rule.UNEXPECTED_EXTENSION,
          Rule.SUBJECT_KEY_IDENTIFIER,
          Rule.AUTHORITY_KEY_IDENTIFIER,
          Rule.CRL_DISTRIBUTION_POINTS,
          Rule.AUTHORITY_INFORMATION_ACCESS);

  private ForeignCertificates() {}

  /**
   * Why a root must not be imported: it does not sign itself, is no CA that may sign certificates
   * (RFC 5280, 4.2.1.3 and 4.2.1.9), has no key identifier (4.2.1.2), is weak, malformed or out of
   * its dates.
   *
   * @return empty when nothing is wrong with it
   */
  public static Optional<RejectionReason> examineRoot(X509Certificate root, Instant at) {
    try {
      PathCertificate certificate = PathCertificate.of(root);
      ParsedCertificate parsed = certificate.parsed();
      if (!certificate.issued(certificate)) {
        return Optional.of(RejectionReason.UNKNOWN_CA);
      }
      if (at.isBefore(parsed.notBefore())) {
        return Optional.of(RejectionReason.NOT_YET_VALID);
      }
      if (at.isAfter(parsed.notAfter())) {
        return Optional.of(RejectionReason.EXPIRED);
      }
      return isAuthority(parsed) ? Optional.empty() : Optional.of(RejectionReason.ISSUER_NOT_A_CA);
    } catch (RejectedChainException e) {
      return Optional.of(e.reason());
    } catch (MalformedDerException | RuntimeException _) {
      return Optional.of(RejectionReason.MALFORMED);
    }
  }

  private static boolean isAuthority(ParsedCertificate root) throws MalformedDerException {
    OptionalInt usage = root.keyUsage();
    return root.basicConstraints()
            .map(ParsedCertificate.BasicConstraints::certificateAuthority)
            .orElse(false)
        && root.isCritical(Oids.BASIC_CONSTRAINTS)
        && usage.isPresent()
        && (usage.getAsInt() & ParsedCertificate.KEY_CERT_SIGN) != 0
        && root.extensions().containsKey(Oids.SUBJECT_KEY_IDENTIFIER);
  }

  /**
   * What is wrong with a certificate for a grant, in words for whoever sent it: its chain has to be
   * good as in a handshake, and the certificate as our own would be, but for what is its CA's
   * business.
   *
   * @param chain leaf first, without the root or with it
   * @param root the imported one
   * @param profile what our own certificate would say
   * @param key the key whose possession was proven
   * @return empty when it can be recorded
   */
  public static Optional<String> examine(
      List<X509Certificate> chain,
      X509Certificate root,
      GrantCertificateProfile profile,
      PublicKey key,
      Instant at) {
    return switch (ClientCertificateVerifier.verify(chain, Set.of(root), at)) {
      case ChainVerdict.Rejected(RejectionReason reason) -> Optional.of(reason.toString());
      case ChainVerdict.Accepted(X509Certificate leaf, X509Certificate anchor) ->
          lint(leaf, chain.size() > 1 ? chain.get(1) : anchor, profile, key);
    };
  }

  private static Optional<String> lint(
      X509Certificate leaf,
      X509Certificate issuer,
      GrantCertificateProfile profile,
      PublicKey key) {
    try {
      return CertificateLint.forIssuer(issuer).examine(leaf.getEncoded(), profile, key).stream()
          .filter(violation -> !ITS_OWN.contains(violation.rule()))
          .map(Violation::toString)
          .findFirst();
    } catch (CertificateEncodingException | RuntimeException _) {
      return Optional.of(RejectionReason.MALFORMED.toString());
    }
  }
}
