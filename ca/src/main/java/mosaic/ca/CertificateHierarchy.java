package mosaic.ca;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

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
    IssuerCredential root = root(algorithm.generate(random), organisation, clock, random);
    return new CertificateHierarchy(
        root, issueIntermediate(root, organisation, algorithm, clock, random));
  }

  /**
   * A root that signs itself.
   *
   * @param key a fresh key, which may be a handle to one in a PKCS#11 token
   * @param organisation who runs it, usually the gateway's host name; at most 64 characters
   */
  public static IssuerCredential root(
      KeyPair key, String organisation, InstantSource clock, SecureRandom random) {
    AuthorityCertificateProfile profile =
        new AuthorityCertificateProfile(AuthorityCertificateProfile.Role.ROOT, organisation);
    KeyIdentifier keyId = keyIdentifier(key);
    X500Name name = CertificateDraft.authorityName(profile, keyId);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    CertificateDraft draft =
        new CertificateDraft(
            profile,
            key.getPublic(),
            SerialNumber.random(random),
            now.minus(AuthorityCertificateProfile.BACKDATE),
            now.plus(profile.role().validity()).minusSeconds(1));
    CertificateSigner signer = new CertificateSigner(key.getPrivate(), key.getPublic(), random);
    byte[] encoded = signer.envelope(draft.toBeSigned(name, keyId, signer.algorithmIdentifier()));
    CertificateLint.forSelfSigned().require(encoded, profile, key.getPublic());
    return new IssuerCredential(verified(encoded, key), key.getPrivate());
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
    return issuing(root, algorithm.generate(random), organisation, clock, random);
  }

  /**
   * The same for a key that was made elsewhere.
   *
   * @param key a fresh key, which may be a handle to one in a PKCS#11 token
   * @throws CertificateAuthorityException if the root has expired
   */
  public static IssuerCredential issuing(
      IssuerCredential root,
      KeyPair key,
      String organisation,
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

  /**
   * Certifies the key of one root by another: "new with old" or "old with new" of RFC 4210, 4.4. So
   * whoever knows only the signer finds a path to what stands under the other, and can be shown
   * that the one who has the signer's key wants it so.
   *
   * @param signer the root that certifies, with its key
   * @param subject the root whose key it certifies
   * @return valid as long as both
   * @throws CertificateAuthorityException if they are never valid at the same time from now on
   */
  public static X509Certificate link(
      IssuerCredential signer, X509Certificate subject, InstantSource clock, SecureRandom random) {
    return link(signer, subject, AuthorityCertificateProfile.Role.LINK.validity(), clock, random);
  }

  /**
   * The same for a while. A link back to an older root leads to it whoever has that root's key, or
   * stole it; so it is to end when nobody has to go back any more.
   *
   * @param longest how long it is valid, unless one of the two ends before
   */
  public static X509Certificate link(
      IssuerCredential signer,
      X509Certificate subject,
      Duration longest,
      InstantSource clock,
      SecureRandom random) {
    IssuerIdentity issuer = IssuerIdentity.of(signer.certificate());
    IssuerIdentity linked = IssuerIdentity.of(subject);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant notBefore =
        later(
            now.minus(AuthorityCertificateProfile.BACKDATE),
            later(issuer.notBefore(), linked.notBefore()));
    Instant notAfter = earlier(issuer.notAfter(), linked.notAfter());
    if (!now.isBefore(notAfter)) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY, "one of the roots has expired");
    }
    AuthorityCertificateProfile profile =
        new AuthorityCertificateProfile(
            AuthorityCertificateProfile.Role.LINK, organisation(linked.name()));
    CertificateDraft draft =
        new CertificateDraft(
            profile,
            subject.getPublicKey(),
            SerialNumber.random(random),
            notBefore,
            earlier(notAfter, now.plus(longest).minusSeconds(1)));
    PublicKey signerKey = signer.certificate().getPublicKey();
    CertificateSigner pen = new CertificateSigner(signer.privateKey(), signerKey, random);
    byte[] encoded =
        pen.envelope(draft.toBeSigned(issuer.name(), issuer.key(), pen.algorithmIdentifier()));
    CertificateLint.forIssuer(signer.certificate())
        .require(encoded, profile, subject.getPublicKey());
    X509Certificate link = verified(encoded, new KeyPair(signerKey, signer.privateKey()));
    if (!link.getSubjectX500Principal().equals(subject.getSubjectX500Principal())) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY,
          "the root to be linked is not one of this library");
    }
    return link;
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

  private static String organisation(X500Name name) {
    RDN[] organisations = name.getRDNs(BCStyle.O);
    if (organisations.length != 1) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.UNUSABLE_AUTHORITY,
          "the root to be linked is not one of this library");
    }
    return IETFUtils.valueToString(organisations[0].getFirst().getValue());
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
