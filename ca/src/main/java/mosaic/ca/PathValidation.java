package mosaic.ca;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Validates a presented chain (RFC 5280, 6.1) with rules of our own before the platform's.
 *
 * <p>The platform alone takes an expired trust anchor for good, does not apply the anchor's path
 * length, and leaves usage to others. So every rule is checked here over all certificates including
 * the anchor, and then the platform validates a path that contains the anchor as its first
 * certificate, so that name constraints and policies in it count as well.
 */
final class PathValidation {

  static final int MOST_CERTIFICATES = 4;

  private final List<PathCertificate> path;
  private final PathCertificate anchor;
  private final Instant at;

  private PathValidation(List<PathCertificate> path, PathCertificate anchor, Instant at) {
    this.path = path;
    this.anchor = anchor;
    this.at = at;
  }

  /** Leaf first, then each certificate's issuer; the anchor may or may not be sent along. */
  static ChainVerdict.Accepted validate(
      List<X509Certificate> presented,
      Collection<X509Certificate> anchors,
      String purpose,
      Instant at)
      throws RejectedChainException {
    return validate(presented, anchors, purpose, at, MOST_CERTIFICATES);
  }

  /**
   * The same where more may be sent along than stand on a path.
   *
   * @param mostPresented how many certificates may be sent, on the path or not
   */
  static ChainVerdict.Accepted validate(
      List<X509Certificate> presented,
      Collection<X509Certificate> anchors,
      String purpose,
      Instant at,
      int mostPresented)
      throws RejectedChainException {
    if (presented.isEmpty()) {
      throw new RejectedChainException(RejectionReason.NO_CERTIFICATE);
    }
    if (presented.size() > mostPresented) {
      throw new RejectedChainException(RejectionReason.TOO_MANY_CERTIFICATES);
    }
    List<PathCertificate> candidates = new ArrayList<>();
    for (X509Certificate certificate : presented) {
      candidates.add(PathCertificate.of(certificate));
    }
    try {
      PathValidation validation = build(candidates, anchors, at);
      validation.checkDates();
      validation.checkIssuers(purpose);
      validation.checkLeaf(purpose);
      validation.checkWithPlatform();
      return new ChainVerdict.Accepted(
          validation.path.getFirst().certificate(), validation.anchor.certificate());
    } catch (MalformedDerException _) {
      throw new RejectedChainException(RejectionReason.MALFORMED);
    }
  }

  private static PathValidation build(
      List<PathCertificate> candidates, Collection<X509Certificate> anchors, Instant at)
      throws RejectedChainException, MalformedDerException {
    List<PathCertificate> path = new ArrayList<>();
    for (PathCertificate next : candidates) {
      if (path.size() == MOST_CERTIFICATES || (!path.isEmpty() && !next.issued(path.getLast()))) {
        break;
      }
      path.add(next);
      Optional<PathCertificate> anchor = anchorOf(next, anchors);
      if (anchor.isPresent()) {
        return new PathValidation(path, anchor.get(), at);
      }
    }
    throw new RejectedChainException(RejectionReason.UNKNOWN_CA);
  }

  private static Optional<PathCertificate> anchorOf(
      PathCertificate certificate, Collection<X509Certificate> anchors)
      throws RejectedChainException, MalformedDerException {
    for (X509Certificate candidate : anchors) {
      if (!candidate
          .getSubjectX500Principal()
          .equals(certificate.certificate().getIssuerX500Principal())) {
        continue;
      }
      PathCertificate anchor = PathCertificate.of(candidate);
      if (anchor.issued(anchor) && anchor.issued(certificate)) {
        return Optional.of(anchor);
      }
    }
    return Optional.empty();
  }

  private void checkDates() throws RejectedChainException {
    for (PathCertificate certificate : withAnchor()) {
      if (at.isBefore(certificate.parsed().notBefore())) {
        throw new RejectedChainException(RejectionReason.NOT_YET_VALID);
      }
      if (at.isAfter(certificate.parsed().notAfter())) {
        throw new RejectedChainException(RejectionReason.EXPIRED);
      }
    }
  }

  /** Every issuer is a CA that may sign so deep a path, and not one for another purpose. */
  private void checkIssuers(String purpose) throws RejectedChainException, MalformedDerException {
    List<PathCertificate> all = withAnchor();
    for (int i = 1; i < all.size(); i++) {
      ParsedCertificate issuer = all.get(i).parsed();
      Optional<ParsedCertificate.BasicConstraints> constraints = issuer.basicConstraints();
      OptionalInt usage = issuer.keyUsage();
      if (constraints.isEmpty()
          || !constraints.get().certificateAuthority()
          || !issuer.isCritical(Oids.BASIC_CONSTRAINTS)
          || usage.isEmpty()
          || (usage.getAsInt() & ParsedCertificate.KEY_CERT_SIGN) == 0) {
        throw new RejectedChainException(RejectionReason.ISSUER_NOT_A_CA);
      }
      int intermediatesBelow = i - 1;
      OptionalInt permitted = constraints.get().pathLength();
      if (permitted.isPresent() && intermediatesBelow > permitted.getAsInt()) {
        throw new RejectedChainException(RejectionReason.PATH_TOO_LONG);
      }
      Optional<List<String>> purposes = issuer.extendedKeyUsage();
      if (purposes.isPresent()
          && !purposes.get().contains(purpose)
          && !purposes.get().contains(Oids.ANY_EXTENDED_KEY_USAGE)) {
        throw new RejectedChainException(RejectionReason.WRONG_USAGE);
      }
    }
  }

  /** The leaf is no CA, may make signatures but not certificates, and serves only this purpose. */
  private void checkLeaf(String purpose) throws RejectedChainException, MalformedDerException {
    ParsedCertificate leaf = path.getFirst().parsed();
    boolean authority =
        leaf.basicConstraints()
            .map(ParsedCertificate.BasicConstraints::certificateAuthority)
            .orElse(false);
    int usage = leaf.keyUsage().orElse(0);
    boolean signsOnlyData =
        (usage & ParsedCertificate.DIGITAL_SIGNATURE) != 0
            && (usage & (ParsedCertificate.KEY_CERT_SIGN | ParsedCertificate.CRL_SIGN)) == 0;
    boolean onlyThisPurpose = leaf.extendedKeyUsage().equals(Optional.of(List.of(purpose)));
    if (authority || !signsOnlyData || !onlyThisPurpose) {
      throw new RejectedChainException(RejectionReason.WRONG_USAGE);
    }
  }

  /** The anchor signs itself, so it can be a certificate of the path under its own bare key. */
  private void checkWithPlatform() throws RejectedChainException {
    checkWithPlatform(withAnchor(), at);
  }

  /** A path with its anchor, which signs itself, as its last certificate. */
  static void checkWithPlatform(List<PathCertificate> path, Instant at)
      throws RejectedChainException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PathCertificate certificate : path) {
      certificates.add(certificate.certificate());
    }
    PathCertificate anchor = path.getLast();
    try {
      CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(certificates);
      TrustAnchor bareKey =
          new TrustAnchor(anchor.certificate().getSubjectX500Principal(), anchor.publicKey(), null);
      PKIXParameters parameters = new PKIXParameters(Set.of(bareKey));
      // Standing is decided by the issuance record and the caller's revocation check.
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
    } catch (CertPathValidatorException e) {
      throw new RejectedChainException(reason(e));
    } catch (GeneralSecurityException | RuntimeException _) {
      throw new RejectedChainException(RejectionReason.PATH_INVALID);
    }
  }

  private static RejectionReason reason(CertPathValidatorException e) {
    return switch (e.getReason()) {
      case CertPathValidatorException.BasicReason.EXPIRED -> RejectionReason.EXPIRED;
      case CertPathValidatorException.BasicReason.NOT_YET_VALID -> RejectionReason.NOT_YET_VALID;
      case CertPathValidatorException.BasicReason.ALGORITHM_CONSTRAINED ->
          RejectionReason.WEAK_SIGNATURE;
      case PKIXReason.PATH_TOO_LONG -> RejectionReason.PATH_TOO_LONG;
      case PKIXReason.UNRECOGNIZED_CRIT_EXT -> RejectionReason.UNKNOWN_CRITICAL_EXTENSION;
      default -> RejectionReason.PATH_INVALID;
    };
  }

  private List<PathCertificate> withAnchor() {
    List<PathCertificate> all = new ArrayList<>(path);
    // The anchor is on the path already if the leaf itself was one.
    if (!all.getLast().certificate().equals(anchor.certificate())) {
      all.add(anchor);
    }
    return all;
  }
}
