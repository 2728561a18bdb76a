package mosaic.harness;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate with its key that signs others: an attacker's own, or a gateway's, stolen. */
record Authority(X509Certificate certificate, PrivateKey key, List<X509Certificate> above) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The issuing key of a gateway, taken from its database with its master key. */
  static Authority stolenFrom(Gateway gateway) {
    List<?> row =
        gateway
            .database()
            .rows(
                "select i.id::text, r.certificate, i.certificate, i.key_reference"
                    + " from certificate_authority i"
                    + " join certificate_authority r on r.certificate_sha256 = i.root_sha256"
                    + " where i.kind = 'issuing' and i.state = 'current'")
            .getFirst();
    try {
      byte[] key =
          Sealed.under(gateway.settings())
              .open(
                  (String) row.get(3), "certificate_authority", "issuing_key", (String) row.get(0));
      return new Authority(
          Pem.certificates((String) row.get(2)).getFirst(),
          Keys.fromPkcs8(key, "EC"),
          Pem.certificates((String) row.get(1)));
    } catch (GeneralSecurityException e) {
      throw new HarnessException("The issuing key does not open as described", e);
    }
  }

  /** A root that nobody trusts, under any name. */
  static Authority selfMade(String name) {
    return selfMade(new X500Name(name));
  }

  static Authority selfMade(X500Name name) {
    KeyPair pair = Keys.p256();
    X509Certificate certificate =
        sign(
            authorityCertificate(name, name, pair.getPublic()),
            pair.getPrivate(),
            "SHA256withECDSA");
    return new Authority(certificate, pair.getPrivate(), List.of());
  }

  /** A root with exactly the names of this authority, and another key. */
  Authority lookAlike() {
    return selfMade(name());
  }

  /** A certificate authority below this one. */
  Authority subordinate(String name) {
    KeyPair pair = Keys.p256();
    X509Certificate below =
        sign(
            authorityCertificate(name(), new X500Name(name), pair.getPublic()),
            key,
            "SHA256withECDSA");
    return new Authority(below, pair.getPrivate(), chain());
  }

  /** This authority's name, byte for byte as in its certificate. */
  X500Name name() {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  /** What a certificate signed by it is shown with, apart from a root. */
  List<X509Certificate> chain() {
    List<X509Certificate> chain = new java.util.ArrayList<>(List.of(certificate));
    above.stream()
        .filter(other -> !other.getSubjectX500Principal().equals(other.getIssuerX500Principal()))
        .forEach(chain::add);
    return List.copyOf(chain);
  }

  X509Certificate sign(X509v3CertificateBuilder builder) {
    return sign(builder, key, "SHA256withECDSA");
  }

  X509Certificate sign(X509v3CertificateBuilder builder, String algorithm) {
    return sign(builder, key, algorithm);
  }

  static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key, String algorithm) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new HarnessException("Could not sign", e);
    }
  }

  static BigInteger serial() {
    return new BigInteger(120, RANDOM).setBit(119);
  }

  static void extension(
      X509v3CertificateBuilder builder,
      ASN1ObjectIdentifier id,
      boolean critical,
      ASN1Encodable value) {
    try {
      var _ = builder.addExtension(id, critical, value);
    } catch (IOException e) {
      throw new HarnessException("Could not add an extension", e);
    }
  }

  private static X509v3CertificateBuilder authorityCertificate(
      X500Name issuer, X500Name subject, PublicKey key) {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            serial(),
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(365))),
            subject,
            key);
    extension(builder, Extension.basicConstraints, true, new BasicConstraints(true));
    extension(
        builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return builder;
  }
}
