package mosaic.ca;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Judges whether a root may take the place of one that is pinned (RFC 4210, 4.4; the content of a
 * rootCaKeyUpdate, RFC 9480, 4.4): the pinned root has certified the new root's key, for the new
 * root's name, and all three certificates are good and in date.
 *
 * <p>It says nothing about who handed them over. That is for the caller: only over a connection
 * that the pinned root authenticates, or else an old link would lead back to an old root.
 */
public final class RootSuccession {

  private RootSuccession() {}

  /** What comes of it. */
  public sealed interface Verdict {

    /**
     * The new root may be pinned.
     *
     * @param root the new root, read anew from its encoding
     */
    record Accepted(X509Certificate root) implements Verdict {}

    /**
     * It may not.
     *
     * @param reason the first thing found wrong
     */
    record Rejected(RejectionReason reason) implements Verdict {}
  }

  /**
   * Judges; never throws, whatever was offered.
   *
   * @param pinned the root that is pinned now
   * @param offered the root that is to take its place
   * @param link the new root's key, certified by the pinned root ("new with old")
   */
  public static Verdict verify(
      X509Certificate pinned, X509Certificate offered, X509Certificate link, Instant at) {
    try {
      PathCertificate oldRoot = PathCertificate.of(pinned);
      PathCertificate newRoot = PathCertificate.of(offered);
      PathCertificate newWithOld = PathCertificate.of(link);
      for (PathCertificate certificate : List.of(oldRoot, newRoot, newWithOld)) {
        requireInDate(certificate.parsed(), at);
        requireAuthority(certificate.parsed());
      }
      if (!newRoot.issued(newRoot)
          || !oldRoot.issued(oldRoot)
          || !oldRoot.issued(newWithOld)
          || oldRoot.parsed().publicKeyInfo().sameEncoding(newRoot.parsed().publicKeyInfo())) {
        throw new RejectedChainException(RejectionReason.UNKNOWN_CA);
      }
      if (!newWithOld.parsed().subject().sameEncoding(newRoot.parsed().subject())
          || !newWithOld.parsed().publicKeyInfo().sameEncoding(newRoot.parsed().publicKeyInfo())) {
        throw new RejectedChainException(RejectionReason.LINK_MISMATCH);
      }
      PathValidation.checkWithPlatform(List.of(newWithOld, oldRoot), at);
      PathValidation.checkWithPlatform(List.of(newRoot), at);
      return new Verdict.Accepted(newRoot.certificate());
    } catch (RejectedChainException e) {
      return new Verdict.Rejected(e.reason());
    } catch (MalformedDerException | RuntimeException _) {
      return new Verdict.Rejected(RejectionReason.MALFORMED);
    }
  }

  private static void requireInDate(ParsedCertificate certificate, Instant at)
      throws RejectedChainException {
    if (at.isBefore(certificate.notBefore())) {
      throw new RejectedChainException(RejectionReason.NOT_YET_VALID);
    }
    if (at.isAfter(certificate.notAfter())) {
      throw new RejectedChainException(RejectionReason.EXPIRED);
    }
  }

  /** A CA for every purpose, with an issuing CA below it (RFC 5280, 4.2.1.3, 4.2.1.9). */
  private static void requireAuthority(ParsedCertificate certificate)
      throws RejectedChainException, MalformedDerException {
    Optional<ParsedCertificate.BasicConstraints> constraints = certificate.basicConstraints();
    OptionalInt usage = certificate.keyUsage();
    if (constraints.isEmpty()
        || !constraints.get().certificateAuthority()
        || !certificate.isCritical(Oids.BASIC_CONSTRAINTS)
        || usage.isEmpty()
        || (usage.getAsInt() & ParsedCertificate.KEY_CERT_SIGN) == 0) {
      throw new RejectedChainException(RejectionReason.ISSUER_NOT_A_CA);
    }
    OptionalInt length = constraints.get().pathLength();
    if (length.isPresent() && length.getAsInt() < 1) {
      throw new RejectedChainException(RejectionReason.PATH_TOO_LONG);
    }
    if (certificate.extendedKeyUsage().isPresent()) {
      throw new RejectedChainException(RejectionReason.WRONG_USAGE);
    }
  }
}
