package mosaic.ca;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The identifier of a public key: the leftmost 160 bits of the SHA-256 of its bit string (RFC 7093,
 * 2, method 1, which takes the place of SHA-1 in RFC 5280, 4.2.1.2).
 *
 * @param hex lower-case hexadecimal digits, 40 of our own keys
 */
public record KeyIdentifier(String hex) {

  private static final Pattern CANONICAL = Pattern.compile("(?:[0-9a-f]{2})*");

  private static final int OCTETS = 20;
  private static final int CONTEXT_KEY_IDENTIFIER = 0x80;

  /** Takes digits as they stand in the address of a CRL. */
  public KeyIdentifier {
    if (!CANONICAL.matcher(hex).matches()) {
      throw new IllegalArgumentException("a key identifier is octets in lower-case hex");
    }
  }

  /**
   * What a certificate of our own states as its key identifier.
   *
   * @throws CertificateAuthorityException if it cannot be read
   */
  public static KeyIdentifier of(X509Certificate certificate) {
    return IssuerIdentity.of(certificate).key();
  }

  static KeyIdentifier of(byte[] subjectPublicKeyInfo) throws MalformedDerException {
    byte[] bits = DerElement.parse(subjectPublicKeyInfo).children(2).get(1).bitStringOctets();
    byte[] digest = Fingerprint.sha256(bits);
    return ofOctets(Arrays.copyOf(digest, OCTETS));
  }

  /** What a certificate states as its own key identifier, or else what we would have stated. */
  static KeyIdentifier ofSubject(ParsedCertificate certificate) throws MalformedDerException {
    Optional<DerElement> stated = certificate.extension(Oids.SUBJECT_KEY_IDENTIFIER);
    return stated.isPresent()
        ? ofOctets(stated.get().expect(DerElement.OCTET_STRING).content())
        : of(certificate.publicKeyInfo().encoded());
  }

  /** The key that signed a certificate, if it says so by key identifier (RFC 5280, 4.2.1.1). */
  static Optional<KeyIdentifier> ofAuthority(ParsedCertificate certificate)
      throws MalformedDerException {
    Optional<DerElement> extension = certificate.extension(Oids.AUTHORITY_KEY_IDENTIFIER);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    return ofAuthority(extension.get());
  }

  /** The same of the value of an extension, which lists have as well (RFC 5280, 5.2.1). */
  static Optional<KeyIdentifier> ofAuthority(DerElement authorityKeyIdentifier)
      throws MalformedDerException {
    return authorityKeyIdentifier.expect(DerElement.SEQUENCE).children().stream()
        .filter(part -> part.is(CONTEXT_KEY_IDENTIFIER))
        .map(part -> ofOctets(part.content()))
        .findFirst();
  }

  private static KeyIdentifier ofOctets(byte[] octets) {
    return new KeyIdentifier(HexFormat.of().formatHex(octets));
  }

  byte[] octets() {
    return HexFormat.of().parseHex(hex);
  }
}
