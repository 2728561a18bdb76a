package mosaic.ca;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * The CA of one gateway: a root that signs itself and the intermediate (10 years), and an
 * intermediate that issues leaf certificates and nothing else (5 years, path length 0).
 *
 * <p>Peers pin the {@linkplain #rootFingerprint root}. Both certificates have basicConstraints and
 * keyUsage (keyCertSign, cRLSign) critical, key identifiers, and random serial numbers (RFC 5280,
 * 4.2.1.1 to 4.2.1.3 and 4.2.1.9).
 *
 * @param root the root with its key
 * @param intermediate the issuing intermediate with its key
 */
public record CertificateHierarchy(IssuerCredential root, IssuerCredential intermediate) {

  /**
   * Makes a new CA with fresh keys.
   *
   * @param organisation who runs it, usually the gateway's host name; at most 64 characters
   */
  public static CertificateHierarchy create(
      String organisation, KeyAlgorithm algorithm, InstantSource clock, SecureRandom random) {
    KeyPair rootKey = algorithm.generate(random);
    AuthorityCertificateProfile rootProfile =
        new AuthorityCertificateProfile(AuthorityCertificateProfile.Role.ROOT, organisation);
    KeyIdentifier rootKeyId = keyIdentifier(rootKey);
    X500Name rootName = CertificateDraft.authorityName(rootProfile, rootKeyId);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    CertificateDraft draft =
        new CertificateDraft(
            rootProfile,
            rootKey.getPublic(),
            SerialNumber.random(random),
            now.minus(AuthorityCertificateProfile.BACKDATE),
            now.plus(rootProfile.role().validity()).minusSeconds(1));
    CertificateSigner signer =
        new CertificateSigner(rootKey.getPrivate(), rootKey.getPublic(), random);
    byte[] encoded =
        signer.envelope(draft.toBeSigned(rootName, rootKeyId, signer.algorithmIdentifier()));
    CertificateLint.forSelfSigned().require(encoded, rootProfile, rootKey.getPublic());
    IssuerCredential root = new IssuerCredential(verified(encoded, rootKey), rootKey.getPrivate());
    return new CertificateHierarchy(
        root, issueIntermediate(root, organisation, algorithm, clock, random));
  }

  /**
   * A new intermediate under an existing root, for rotation. It never outlasts the root.
   *
   * @throws CertificateAuthorityException if the root has expired
   */
  public static IssuerCredential issueIntermediate(
      IssuerCredential root,
      String organisation,
      KeyAlgorithm algorithm,
      InstantSource clock,
      SecureRandom random) {
    IssuerIdentity issuer = IssuerIdentity.of(root.certificate());
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    if (!now.isBefore(issuer.notAfter())) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY, "the root has expired");
    }
    AuthorityCertificateProfile profile =
        new AuthorityCertificateProfile(AuthorityCertificateProfile.Role.ISSUING, organisation);
    KeyPair key = algorithm.generate(random);
    CertificateDraft draft =
        new CertificateDraft(
            profile,
            key.getPublic(),
            SerialNumber.random(random),
            later(now.minus(AuthorityCertificateProfile.BACKDATE), issuer.notBefore()),
            earlier(now.plus(profile.role().validity()).minusSeconds(1), issuer.notAfter()));
    CertificateSigner signer =
        new CertificateSigner(root.privateKey(), root.certificate().getPublicKey(), random);
    byte[] encoded =
        signer.envelope(
            draft.toBeSigned(issuer.name(), issuer.key(), signer.algorithmIdentifier()));
    CertificateLint.forIssuer(root.certificate()).require(encoded, profile, key.getPublic());
    KeyPair rootPublic = new KeyPair(root.certificate().getPublicKey(), root.privateKey());
    return new IssuerCredential(verified(encoded, rootPublic), key.getPrivate());
  }

  /** The authority that issues leaf certificates with the intermediate. */
  public IssuingAuthority issuingAuthority(InstantSource clock, SecureRandom random) {
    return new IssuingAuthority(intermediate, List.of(root.certificate()), clock, random);
  }

  /** What peers pin. */
  public Fingerprint rootFingerprint() {
    return Fingerprint.of(root.certificate());
  }

  private static KeyIdentifier keyIdentifier(KeyPair key) {
    try {
      return KeyIdentifier.of(key.getPublic().getEncoded());
    } catch (MalformedDerException e) {
      throw new IllegalStateException("a fresh key has no usable encoding", e);
    }
  }

  private static X509Certificate verified(byte[] encoded, KeyPair issuer) {
    try {
      X509Certificate certificate = CertificateSigner.decode(encoded);
      certificate.verify(issuer.getPublic());
      return certificate;
    } catch (GeneralSecurityException e) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.SIGNING_FAILED,
          "the certificate of the CA does not verify",
          e);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
