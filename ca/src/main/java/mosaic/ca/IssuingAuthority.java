package mosaic.ca;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The issuing intermediate at work. It issues in two steps, so that no certificate can exist that
 * the issuance record does not know (T-15):
 *
 * <pre>{@code
 * switch (authority.prepare(profile, request.publicKey())) {
 *   case Preparation.Ready(PreparedCertificate prepared) -> {
 *     IssuanceIntent recorded = store.insert(prepared.intent()); // committed before signing
 *     X509Certificate certificate = authority.sign(prepared, recorded);
 *   }
 *   case Preparation.KeyRefused refused -> ...
 * }
 * }</pre>
 *
 * <p>Storing may happen on any thread and take any time; nothing is held in between. All methods
 * may be called from several threads at once.
 */
public final class IssuingAuthority {

  private final X509Certificate certificate;
  private final List<X509Certificate> chain;
  private final InstantSource clock;
  private final SecureRandom random;
  private final IssuerIdentity identity;
  private final CertificateSigner signer;
  private final CertificateSigner throwAwaySigner;
  private final CertificateLint lint;

  /**
   * Takes the issuing certificate with its key, and the certificates above it, nearest first, the
   * root last.
   *
   * @throws CertificateAuthorityException if they do not belong together
   */
  public IssuingAuthority(
      IssuerCredential issuer,
      List<X509Certificate> above,
      InstantSource clock,
      SecureRandom random) {
    this.certificate = issuer.certificate();
    this.clock = clock;
    this.random = random;
    this.identity = IssuerIdentity.of(certificate);
    PublicKey publicKey = certificate.getPublicKey();
    this.signer = new CertificateSigner(issuer.privateKey(), publicKey, random);
    KeyPair throwAway = KeyAlgorithm.generateLike(publicKey, random);
    this.throwAwaySigner =
        new CertificateSigner(throwAway.getPrivate(), throwAway.getPublic(), random);
    this.lint = CertificateLint.forIssuer(certificate);
    List<X509Certificate> all = new ArrayList<>();
    all.add(certificate);
    all.addAll(above);
    this.chain = List.copyOf(all);
    requireChain();
    requireKeyOfCertificate();
  }

  /** The certificate that issues. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** What to send along with a leaf: the leaf, this authority, and all above it up to the root. */
  public List<X509Certificate> chainOf(X509Certificate leaf) {
    List<X509Certificate> all = new ArrayList<>();
    all.add(leaf);
    all.addAll(chain);
    return List.copyOf(all);
  }

  /**
   * The first step: checks the key, fixes every byte to be signed, signs them with a throw-away key
   * and lints the result.
   *
   * @throws CertificateAuthorityException if the lint finds anything, which means that this library
   *     is wrong
   */
  public Preparation prepare(LeafCertificateProfile profile, PublicKey publicKey) {
    Optional<KeyDefect> defect = PublicKeyPolicy.examine(publicKey);
    if (defect.isPresent()) {
      return new Preparation.KeyRefused(defect.get());
    }
    if (isOwnKey(publicKey)) {
      return new Preparation.KeyOfAuthority();
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant backdated = now.minus(profile.validity().backdate());
    Instant notBefore = backdated.isBefore(identity.notBefore()) ? identity.notBefore() : backdated;
    // Both ends belong to the validity period (RFC 5280, 4.1.2.5).
    Instant notAfter = now.plus(profile.validity().forward()).minusSeconds(1);
    if (notAfter.isAfter(identity.notAfter()) || now.isBefore(identity.notBefore())) {
      return new Preparation.AuthorityExpires();
    }
    SerialNumber serial = SerialNumber.random(random);
    byte[] toBeSigned =
        new CertificateDraft(profile, publicKey, serial, notBefore, notAfter)
            .toBeSigned(identity.name(), identity.key(), signer.algorithmIdentifier());
    lint.require(throwAwaySigner.envelope(toBeSigned), profile, publicKey);
    IssuanceIntent intent =
        new IssuanceIntent(
            Fingerprint.of(certificate),
            serial,
            notBefore,
            notAfter,
            Fingerprint.ofBytes(toBeSigned),
            Fingerprint.of(publicKey));
    return new Preparation.Ready(new PreparedCertificate(this, profile, toBeSigned, intent));
  }

  /**
   * The second step, possible once for each prepared certificate.
   *
   * @param prepared what {@link #prepare} of this very authority made
   * @param recorded the intent as it is in the record; storing it before this call is the caller's
   *     duty, and handing it in says that it was done
   * @throws CertificateAuthorityException if it was signed before, is of another authority, or was
   *     recorded differently; the prepared certificate is used up then
   */
  public X509Certificate sign(PreparedCertificate prepared, IssuanceIntent recorded) {
    byte[] toBeSigned = prepared.redeem(this, recorded);
    try {
      X509Certificate signed = CertificateSigner.decode(signer.envelope(toBeSigned));
      signed.verify(certificate.getPublicKey());
      if (!Arrays.equals(signed.getTBSCertificate(), toBeSigned)) {
        throw new CertificateAuthorityException(
            CertificateAuthorityException.Fault.SIGNING_FAILED,
            "the signed certificate is not the prepared one");
      }
      return signed;
    } catch (GeneralSecurityException e) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.SIGNING_FAILED,
          "the signature does not verify against the certificate of the CA",
          e);
    }
  }

  /**
   * Signs a revocation list. What comes out has passed the same checks as a list of others: {@link
   * CrlVerifier} is the lint of lists.
   *
   * @throws CertificateAuthorityException if it did not pass, which means that this library is
   *     wrong
   */
  public RevocationList sign(RevocationListDraft draft) {
    byte[] encoded =
        signer.envelope(
            draft.toBeSigned(identity.name(), identity.key(), signer.algorithmIdentifier()));
    Instant made = draft.profile().thisUpdate();
    return switch (CrlVerifier.verify(encoded, certificate, Optional.empty(), made)) {
      case CrlVerdict.Accepted(RevocationList list) -> list;
      case CrlVerdict.Rejected(CrlDefect defect) ->
          throw new CertificateAuthorityException(
              CertificateAuthorityException.Fault.LINT_FAILED, "the revocation list: " + defect);
    };
  }

  private boolean isOwnKey(PublicKey key) {
    return chain.stream()
        .anyMatch(above -> Fingerprint.of(above.getPublicKey()).equals(Fingerprint.of(key)));
  }

  private void requireChain() {
    for (int i = 0; i < chain.size(); i++) {
      X509Certificate issuer = chain.get(Math.min(i + 1, chain.size() - 1));
      try {
        chain.get(i).verify(issuer.getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new CertificateAuthorityException(
            CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY,
            "the certificates of the CA do not lead to a root",
            e);
      }
    }
    if (certificate.getBasicConstraints() < 0) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY,
          "the issuing certificate is not that of a CA");
    }
  }

  private void requireKeyOfCertificate() {
    byte[] probe = new byte[32];
    random.nextBytes(probe);
    if (!signer.isKeyOf(certificate.getPublicKey(), probe)) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.KEY_MISMATCH,
          "the private key is not the one of the issuing certificate");
    }
  }
}
