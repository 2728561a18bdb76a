package mosaic.ca;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Certificates and private keys as text (RFC 7468). Reading is strict and bounded, so that it can
 * be used on what a stranger sent.
 */
public final class Pem {

  private static final int MOST_CHARACTERS = 128 * 1024;
  private static final int MOST_CERTIFICATES = 8;
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final String RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
  private static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";

  private Pem() {}

  /** Writes certificates one after the other. */
  public static String encode(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append(encode(certificate));
    }
    return text.toString();
  }

  /** Writes one certificate. */
  public static String encode(X509Certificate certificate) {
    try {
      return PemText.encode(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("the certificate has no encoding", e);
    }
  }

  /** Reads one to eight certificates, each of them strict DER of version 3. */
  public static List<X509Certificate> decodeCertificates(String text) throws MalformedPemException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (byte[] der :
        new PemText(Set.of(CERTIFICATE), MOST_CERTIFICATES).decode(text, MOST_CHARACTERS)) {
      certificates.add(decodeCertificate(der));
    }
    return List.copyOf(certificates);
  }

  /** Reads exactly one certificate. */
  public static X509Certificate decodeCertificate(String text) throws MalformedPemException {
    return decodeCertificate(
        new PemText(Set.of(CERTIFICATE), 1).decode(text, MOST_CHARACTERS).getFirst());
  }

  /**
   * Writes a private key as PKCS#8 (RFC 5958).
   *
   * @throws IllegalArgumentException if the key cannot leave its token
   */
  public static PrivateKeyPem encode(PrivateKey key) {
    byte[] encoded = key.getEncoded();
    if (encoded == null || !"PKCS#8".equals(key.getFormat())) {
      throw new IllegalArgumentException("this private key cannot be exported");
    }
    return new PrivateKeyPem(PemText.encode(PRIVATE_KEY, encoded));
  }

  /** Reads an EC or RSA private key from PKCS#8 without a password. */
  public static PrivateKey decodePrivateKey(String text) throws MalformedPemException {
    byte[] der = new PemText(Set.of(PRIVATE_KEY), 1).decode(text, MOST_CHARACTERS).getFirst();
    try {
      List<DerElement> parts = DerElement.parse(der).expect(DerElement.SEQUENCE).children();
      if (parts.size() < 3) {
        throw new MalformedDerException("a PrivateKeyInfo has three parts");
      }
      List<DerElement> algorithm = parts.get(1).expect(DerElement.SEQUENCE).children(2);
      String family =
          switch (algorithm.getFirst().objectIdentifier()) {
            case EC_PUBLIC_KEY -> "EC";
            case RSA_ENCRYPTION -> "RSA";
            default -> throw new MalformedDerException("neither EC nor RSA");
          };
      return KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (MalformedDerException | GeneralSecurityException | RuntimeException _) {
      throw new MalformedPemException(
          MalformedPemException.Reason.WRONG_CONTENT, "not a PKCS#8 key of kind EC or RSA");
    }
  }

  private static X509Certificate decodeCertificate(byte[] der) throws MalformedPemException {
    try {
      return CertificateSigner.decode(ParsedCertificate.parse(der).encoded());
    } catch (MalformedCertificateException | CertificateException | RuntimeException _) {
      throw new MalformedPemException(
          MalformedPemException.Reason.WRONG_CONTENT, "not an X.509 certificate of version 3");
    }
  }
}
