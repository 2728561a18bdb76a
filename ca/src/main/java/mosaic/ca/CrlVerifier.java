package mosaic.ca;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Judges revocation lists (T-22), those of others and, before they are published, our own.
 *
 * <p>Accepted is a full list of version 2 (RFC 5280, 5), signed by the issuer in question, whose
 * certificate permits it, in date, and not older than the one that was seen before. Whether the
 * issuer itself is to be trusted is for the caller to know.
 */
public final class CrlVerifier {

  /** Room for a million entries with reasons; nothing longer is even looked at. */
  public static final int MAX_BYTES = 64 * 1024 * 1024;

  /** What clocks may differ by without anybody noticing, as with certificates. */
  private static final Duration MOST_SKEW = ValidityPeriod.DEFAULT_BACKDATE;

  private CrlVerifier() {}

  /**
   * Judges a list in DER; never throws, whatever it is given.
   *
   * @param issuer whose list it should be
   * @param seen of the last list of this issuer that was accepted, if any was
   */
  public static CrlVerdict verify(
      byte[] der, X509Certificate issuer, Optional<CrlMark> seen, Instant at) {
    if (der.length > MAX_BYTES) {
      return new CrlVerdict.Rejected(CrlDefect.TOO_LARGE);
    }
    try {
      RevocationListReader reader = RevocationListReader.of(der.clone());
      requireIssuer(reader, issuer);
      requireDates(reader, at);
      // Only now: whoever made the entries is known, and not after anybody's time or memory.
      RevocationList list = reader.list();
      if (seen.isPresent() && !seen.get().permits(list.mark())) {
        throw new RejectedCrlException(CrlDefect.ROLLED_BACK);
      }
      return new CrlVerdict.Accepted(list);
    } catch (RejectedCrlException e) {
      return new CrlVerdict.Rejected(e.defect());
    } catch (MalformedDerException | RuntimeException _) {
      // An implementation of X509Certificate or of a key that fails included.
      return new CrlVerdict.Rejected(CrlDefect.MALFORMED);
    }
  }

  private static void requireIssuer(RevocationListReader list, X509Certificate certificate)
      throws RejectedCrlException, MalformedDerException {
    ParsedCertificate issuer;
    try {
      issuer = ParsedCertificate.parse(certificate);
    } catch (MalformedCertificateException _) {
      throw new RejectedCrlException(CrlDefect.ISSUER_MAY_NOT_SIGN);
    }
    Optional<KeyIdentifier> named = list.authorityKey();
    if (!list.issuer().sameEncoding(issuer.subject())
        || (named.isPresent() && !named.get().equals(KeyIdentifier.ofSubject(issuer)))) {
      throw new RejectedCrlException(CrlDefect.WRONG_ISSUER);
    }
    OptionalInt usage = issuer.keyUsage();
    boolean authority =
        issuer
            .basicConstraints()
            .map(ParsedCertificate.BasicConstraints::certificateAuthority)
            .orElse(false);
    if (!authority
        || usage.isEmpty()
        || (usage.getAsInt() & ParsedCertificate.CRL_SIGN) == 0
        || PublicKeyPolicy.examine(issuer.publicKeyInfo()).isPresent()) {
      throw new RejectedCrlException(CrlDefect.ISSUER_MAY_NOT_SIGN);
    }
    if (!(list.signatureAlgorithm() instanceof SignatureAlgorithm.Strong strong)) {
      throw new RejectedCrlException(CrlDefect.WEAK_SIGNATURE);
    }
    PublicKey key = PublicKeyPolicy.decode(issuer.publicKeyInfo());
    if (!SignatureAlgorithm.verifies(strong, key, list.toBeSigned(), list.signature())) {
      throw new RejectedCrlException(CrlDefect.BAD_SIGNATURE);
    }
  }

  private static void requireDates(RevocationListReader list, Instant at)
      throws RejectedCrlException {
    if (list.thisUpdate().isAfter(at.plus(MOST_SKEW))) {
      throw new RejectedCrlException(CrlDefect.FROM_THE_FUTURE);
    }
    if (at.isAfter(list.nextUpdate())) {
      throw new RejectedCrlException(CrlDefect.STALE);
    }
  }
}
