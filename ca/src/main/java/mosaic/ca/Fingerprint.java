package mosaic.ca;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 digest as 64 lower-case hexadecimal digits, of a certificate (its whole DER encoding),
 * of a public key (its SubjectPublicKeyInfo) or of a to-be-signed certificate.
 *
 * <p>There is exactly one spelling of a fingerprint, so that two places that compare, index or
 * print it can never disagree. Comparison takes the same time wherever two fingerprints differ.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Fingerprint(String hex) {

  private static final Pattern CANONICAL = Pattern.compile("[0-9a-f]{64}");
  private static final String PREFIX = "sha256:";

  public Fingerprint {
    if (!CANONICAL.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "a fingerprint is a SHA-256 digest of 64 lower-case hexadecimal digits");
    }
  }

  /** The fingerprint of a certificate: the digest of its DER encoding. */
  public static Fingerprint of(X509Certificate certificate) {
    try {
      return ofBytes(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("the certificate has no encoding", e);
    }
  }

  /** The fingerprint of a public key: the digest of its SubjectPublicKeyInfo (RFC 5280, 4.1). */
  public static Fingerprint of(PublicKey key) {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      throw new IllegalArgumentException("the public key has no encoding");
    }
    return ofBytes(encoded);
  }

  /** The digest of arbitrary bytes. */
  public static Fingerprint ofBytes(byte[] bytes) {
    return new Fingerprint(HexFormat.of().formatHex(sha256(bytes)));
  }

  /**
   * Reads what {@link #toString} wrote, or the bare digits. Upper case, colons and spaces are
   * refused: a fingerprint travels in URLs and is compared by people, and one spelling is enough.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Fingerprint parse(String text) {
    return new Fingerprint(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Compares in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fingerprint(String otherHex)
        && MessageDigest.isEqual(hex.getBytes(US_ASCII), otherHex.getBytes(US_ASCII));
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  /** The digits with the name of the digest in front: {@code sha256:…}. */
  @Override
  public String toString() {
    return PREFIX + hex;
  }
}
