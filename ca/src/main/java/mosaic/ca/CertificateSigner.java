package mosaic.ca;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** A key that puts its signature under to-be-signed bytes without touching them. */
final class CertificateSigner {

  private final PrivateKey privateKey;
  private final String algorithm;
  private final SecureRandom random;

  CertificateSigner(PrivateKey privateKey, PublicKey publicKey, SecureRandom random) {
    this.privateKey = privateKey;
    this.algorithm = KeyAlgorithm.signatureAlgorithmFor(publicKey);
    this.random = random;
  }

  AlgorithmIdentifier algorithmIdentifier() {
    return new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
  }

  /** Whether this signs with the private half of a public key. */
  boolean isKeyOf(PublicKey publicKey, byte[] probe) {
    return SignatureAlgorithm.verifies(
        new SignatureAlgorithm.Strong(algorithm), publicKey, probe, signature(probe));
  }

  /** Certificate, CRL or request: the signed bytes, the algorithm and the signature, in DER. */
  byte[] envelope(byte[] toBeSigned) {
    try {
      return DerSequence.of(
          toBeSigned,
          algorithmIdentifier().getEncoded(ASN1Encoding.DER),
          new DERBitString(signature(toBeSigned)).getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.SIGNING_FAILED, "encoding failed", e);
    }
  }

  byte[] signature(byte[] toBeSigned) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey, random);
      signature.update(toBeSigned);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.SIGNING_FAILED, "the key does not sign", e);
    }
  }

  static X509Certificate decode(byte[] certificate) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate));
  }
}
