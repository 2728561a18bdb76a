package mosaic.ca;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * How an OCSP request names a certificate (RFC 6960, 4.1.1, CertID): by hashes of its issuer's name
 * and key, and its serial number.
 *
 * <p>Hashes with SHA-1, which most clients send, and with SHA-256 are understood. Neither protects
 * anything: they only say which issuer is meant.
 */
public final class OcspCertificateId {

  private final DerElement encoded;
  private final String hashAlgorithm;
  private final byte[] issuerNameHash;
  private final byte[] issuerKeyHash;
  private final DerElement serial;

  private OcspCertificateId(DerElement encoded) throws MalformedDerException {
    this.encoded = encoded;
    List<DerElement> parts = encoded.expect(DerElement.SEQUENCE).children(4);
    List<DerElement> algorithm = parts.getFirst().expect(DerElement.SEQUENCE).children();
    if (algorithm.isEmpty() || algorithm.size() > 2) {
      throw new MalformedDerException("an AlgorithmIdentifier has one or two parts");
    }
    this.hashAlgorithm = algorithm.getFirst().objectIdentifier();
    this.issuerNameHash = parts.get(1).expect(DerElement.OCTET_STRING).content();
    this.issuerKeyHash = parts.get(2).expect(DerElement.OCTET_STRING).content();
    this.serial = parts.get(3).expect(DerElement.INTEGER);
  }

  static OcspCertificateId read(DerElement encoded) throws MalformedDerException {
    return new OcspCertificateId(encoded);
  }

  /** The serial number; empty for a number that no certificate can have. */
  public Optional<SerialNumber> serial() {
    try {
      return Optional.of(new SerialNumber(serial.integer()));
    } catch (MalformedDerException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Whether a certificate of this issuer is meant. */
  public boolean isOf(X509Certificate issuer) {
    String digest =
        switch (hashAlgorithm) {
          case Oids.SHA_1 -> "SHA-1";
          case Oids.SHA_256 -> "SHA-256";
          default -> "";
        };
    if (digest.isEmpty()) {
      return false;
    }
    try {
      ParsedCertificate parsed = ParsedCertificate.parse(issuer);
      byte[] key = parsed.publicKeyInfo().children(2).get(1).bitStringOctets();
      return MessageDigest.isEqual(issuerNameHash, hash(digest, parsed.subject().encoded()))
          && MessageDigest.isEqual(issuerKeyHash, hash(digest, key));
    } catch (MalformedCertificateException | MalformedDerException e) {
      throw new IllegalArgumentException("the certificate of an issuer that cannot be read", e);
    }
  }

  /** As the request has it: the response repeats it byte for byte. */
  byte[] der() {
    return encoded.encoded();
  }

  static byte[] hash(String digest, byte[] bytes) {
    try {
      return MessageDigest.getInstance(digest).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + digest, e);
    }
  }
}
