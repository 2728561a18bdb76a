package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** What every certificate of a grant must look like, whatever its request asked for. */
final class GrantProfile {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final Set<String> KNOWN_EXTENSIONS =
      Set.of(
          Extension.basicConstraints.getId(),
          Extension.keyUsage.getId(),
          Extension.extendedKeyUsage.getId(),
          Extension.subjectAlternativeName.getId(),
          Extension.subjectKeyIdentifier.getId(),
          Extension.authorityKeyIdentifier.getId(),
          Extension.cRLDistributionPoints.getId(),
          Extension.authorityInfoAccess.getId());

  private GrantProfile() {}

  static void assertHolds(
      ClientCertificate certificate,
      PublicKey key,
      String grant,
      String subjectUser,
      String server,
      X509Certificate root)
      throws Exception {
    X509Certificate leaf = certificate.leaf();
    assertThat(leaf.getPublicKey()).isEqualTo(key);
    assertThat(new JcaX509CertificateHolder(leaf).getSubject())
        .isIn(
            new X500Name("CN=grant-" + grant + ",O=" + server),
            new X500Name("O=" + server + ",CN=grant-" + grant));
    assertThat(names(leaf))
        .containsExactlyInAnyOrder(
            Forgery.GRANT_ID + "=" + grant, Forgery.SUBJECT_USER_ID + "=" + subjectUser);
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getCriticalExtensionOIDs()).contains(Extension.basicConstraints.getId());
    assertThat(leaf.getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
    assertThat(leaf.getKeyUsage()[0]).as("digitalSignature").isTrue();
    for (int bit = 1; bit < leaf.getKeyUsage().length; bit++) {
      assertThat(leaf.getKeyUsage()[bit]).as("key usage bit " + bit).isFalse();
    }
    Set<String> extensions = new HashSet<>(leaf.getCriticalExtensionOIDs());
    extensions.addAll(leaf.getNonCriticalExtensionOIDs());
    assertThat(KNOWN_EXTENSIONS).containsAll(extensions);
    assertThat(leaf.getSerialNumber().bitLength()).isGreaterThanOrEqualTo(56);
    assertThat(Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
        .isBetween(Duration.ofDays(29), Duration.ofDays(31));
    assertChain(certificate.chain(), root);
  }

  private static void assertChain(List<X509Certificate> chain, X509Certificate root)
      throws Exception {
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.setRevocationEnabled(false);
    var _ =
        CertPathValidator.getInstance("PKIX")
            .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
  }

  private static List<String> names(X509Certificate leaf) throws Exception {
    GeneralNames names =
        GeneralNames.fromExtensions(
            new JcaX509CertificateHolder(leaf).getExtensions(), Extension.subjectAlternativeName);
    return List.of(names.getNames()).stream().map(GrantProfile::otherName).toList();
  }

  private static String otherName(GeneralName name) {
    assertThat(name.getTagNo()).isEqualTo(GeneralName.otherName);
    ASN1Sequence sequence = ASN1Sequence.getInstance(name.getName());
    ASN1TaggedObject value = ASN1TaggedObject.getInstance(sequence.getObjectAt(1));
    return ASN1ObjectIdentifier.getInstance(sequence.getObjectAt(0)).getId()
        + "="
        + ASN1UTF8String.getInstance(value.getExplicitBaseObject()).getString();
  }
}
