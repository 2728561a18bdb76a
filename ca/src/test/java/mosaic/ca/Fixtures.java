package mosaic.ca;

import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Things that many tests start from. Keys are made once: they are slow, and none is special. */
final class Fixtures {

  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final SecureRandom RANDOM = new SecureRandom();

  static final CertificateHierarchy CA =
      CertificateHierarchy.create("work.example", KeyAlgorithm.EC_P256, CLOCK, RANDOM);
  static final IssuingAuthority AUTHORITY = CA.issuingAuthority(CLOCK, RANDOM);

  static final UUID GRANT_ID = UUID.fromString("0198f0a4-6c1e-7b52-9d3e-8a1f0c2b4d6e");
  static final UUID SUBJECT_USER_ID = UUID.fromString("0198f0a4-1111-7222-8333-944455556666");
  static final ServerName HOME = ServerName.parse("home.example");
  static final RevocationEndpoints ENDPOINTS =
      RevocationEndpoints.of(
          URI.create("http://work.example:8080/pki/crl"),
          URI.create("http://work.example:8080/pki/ocsp"));
  static final GrantCertificateProfile GRANT =
      GrantCertificateProfile.of(GRANT_ID, SUBJECT_USER_ID, HOME).withRevocation(ENDPOINTS);
  static final ServerCertificateProfile SERVER =
      ServerCertificateProfile.of(ServerName.parse("work.example"), ServerName.parse("127.0.0.1"));

  static final OcspResponderCertificateProfile RESPONDER =
      OcspResponderCertificateProfile.of("work.example");

  static final KeyPair CLIENT_KEY = KeyAlgorithm.EC_P256.generate(RANDOM);
  static final KeyPair RSA_2048 = rsa(2048, RSAKeyGenParameterSpec.F4);
  static final KeyPair RSA_1024 = rsa(1024, RSAKeyGenParameterSpec.F4);
  static final KeyPair RSA_E_3 = rsa(2048, BigInteger.valueOf(3));

  private Fixtures() {}

  static KeyPair rsa(int bits, BigInteger exponent) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(new RSAKeyGenParameterSpec(bits, exponent), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair keyPair(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static PreparedCertificate prepared(IssuingAuthority authority, LeafCertificateProfile profile) {
    return switch (authority.prepare(profile, CLIENT_KEY.getPublic())) {
      case Preparation.Ready(PreparedCertificate certificate) -> certificate;
      case Preparation other -> throw new AssertionError("not prepared: " + other);
    };
  }

  static X509Certificate issue(LeafCertificateProfile profile) {
    PreparedCertificate prepared = prepared(AUTHORITY, profile);
    return AUTHORITY.sign(prepared, prepared.intent());
  }

  static List<X509Certificate> chainOf(X509Certificate leaf) {
    return AUTHORITY.chainOf(leaf);
  }

  /** A SubjectPublicKeyInfo put together by hand. */
  static byte[] spki(String algorithm, ASN1Encodable parameters, byte[] bits) {
    return der(
        new SubjectPublicKeyInfo(
            new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                new ASN1ObjectIdentifier(algorithm), parameters),
            bits));
  }

  static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static DERSequence sequence(ASN1Encodable... parts) {
    ASN1EncodableVector vector = new ASN1EncodableVector();
    vector.addAll(parts);
    return new DERSequence(vector);
  }

  /** An otherName with any value. */
  static DERTaggedObject otherName(String oid, ASN1Encodable value) {
    return new DERTaggedObject(
        false, 0, sequence(new ASN1ObjectIdentifier(oid), new DERTaggedObject(true, 0, value)));
  }

  static byte[] sign(String algorithm, PrivateKey key, byte[] bytes) {
    try {
      java.security.Signature signature = java.security.Signature.getInstance(algorithm);
      signature.initSign(key, RANDOM);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
