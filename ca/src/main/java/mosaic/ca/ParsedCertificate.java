package mosaic.ca;

import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The fields of a version 3 certificate (RFC 5280, 4.1), read by ourselves from strict DER.
 *
 * <p>Certificates reach us through several implementations (the JDK's, Netty's over BoringSSL) that
 * are lenient in different ways. So all of our rules look at this one reading of the bytes.
 */
final class ParsedCertificate {

  static final int MAX_BYTES = 16 * 1024;

  static final int DIGITAL_SIGNATURE = 0x8000;
  static final int KEY_CERT_SIGN = 0x0400;
  static final int CRL_SIGN = 0x0200;

  private static final int EXPLICIT_VERSION = 0xA0;
  private static final int EXPLICIT_EXTENSIONS = 0xA3;
  private static final int MAX_SERIAL_OCTETS = 20;

  /** One extension; {@code value} is the OCTET STRING that wraps it. */
  record Extension(boolean critical, DerElement value) {}

  /** The content of basicConstraints (RFC 5280, 4.2.1.9). */
  record BasicConstraints(boolean certificateAuthority, OptionalInt pathLength) {}

  private final byte[] encoded;
  private final DerElement tbs;
  private final BigInteger serial;
  private final SignatureAlgorithm signatureAlgorithm;
  private final DerElement algorithmIdentifier;
  private final byte[] signature;
  private final DerElement issuer;
  private final List<DerElement> validity;
  private final Instant notBefore;
  private final Instant notAfter;
  private final DerElement subject;
  private final DerElement publicKeyInfo;
  private final Map<String, Extension> extensions;

  private ParsedCertificate(byte[] encoded)
      throws MalformedDerException, MalformedCertificateException {
    this.encoded = encoded.clone();
    if (encoded.length > MAX_BYTES) {
      throw new MalformedDerException("a certificate of more than " + MAX_BYTES + " bytes");
    }
    List<DerElement> outer = DerElement.parse(this.encoded).expect(DerElement.SEQUENCE).children(3);
    this.tbs = outer.getFirst().expect(DerElement.SEQUENCE);
    this.algorithmIdentifier = outer.get(1);
    this.signatureAlgorithm = SignatureAlgorithm.of(algorithmIdentifier);
    this.signature = outer.get(2).bitStringOctets();
    List<DerElement> fields = tbs.children(8);
    requireVersion3(fields.getFirst());
    this.serial = fields.get(1).integer();
    if (serial.signum() <= 0 || fields.get(1).length() > MAX_SERIAL_OCTETS) {
      throw new MalformedDerException("a serial number is positive and at most 20 octets");
    }
    if (!fields.get(2).sameEncoding(algorithmIdentifier)) {
      throw new MalformedDerException("inner and outer signature algorithm differ");
    }
    this.issuer = fields.get(3).expect(DerElement.SEQUENCE);
    this.validity = fields.get(4).expect(DerElement.SEQUENCE).children(2);
    this.notBefore = validity.getFirst().time();
    this.notAfter = validity.get(1).time();
    this.subject = fields.get(5).expect(DerElement.SEQUENCE);
    this.publicKeyInfo = fields.get(6).expect(DerElement.SEQUENCE);
    this.extensions = extensions(fields.get(7).expect(EXPLICIT_EXTENSIONS).only());
  }

  static ParsedCertificate parse(byte[] encoded) throws MalformedCertificateException {
    try {
      return new ParsedCertificate(encoded);
    } catch (MalformedDerException e) {
      throw new MalformedCertificateException(e);
    }
  }

  /** Reads what a certificate of any implementation encodes to, whatever else it claims to be. */
  static ParsedCertificate parse(X509Certificate certificate) throws MalformedCertificateException {
    byte[] encoded;
    try {
      encoded = certificate.getEncoded();
    } catch (CertificateEncodingException | RuntimeException _) {
      encoded = null;
    }
    if (encoded == null) {
      throw new MalformedCertificateException(
          MalformedCertificateException.Defect.STRUCTURE, "a certificate without encoding");
    }
    return parse(encoded);
  }

  private static void requireVersion3(DerElement version) throws MalformedDerException {
    if (!version.expect(EXPLICIT_VERSION).only().integer().equals(BigInteger.TWO)) {
      throw new MalformedDerException("not version 3");
    }
  }

  static Map<String, Extension> extensions(DerElement sequence)
      throws MalformedDerException, MalformedCertificateException {
    Map<String, Extension> extensions = new LinkedHashMap<>();
    List<DerElement> entries = sequence.expect(DerElement.SEQUENCE).children();
    if (entries.isEmpty()) {
      throw new MalformedDerException("an empty list of extensions");
    }
    for (DerElement entry : entries) {
      List<DerElement> parts = entry.expect(DerElement.SEQUENCE).children();
      if (parts.size() < 2 || parts.size() > 3) {
        throw new MalformedDerException("an extension has two or three parts");
      }
      String oid = parts.getFirst().objectIdentifier();
      boolean critical = parts.size() == 3 && parts.get(1).booleanValue();
      DerElement value = parts.getLast().expect(DerElement.OCTET_STRING);
      if (extensions.putIfAbsent(oid, new Extension(critical, value)) != null) {
        throw new MalformedCertificateException(
            MalformedCertificateException.Defect.DUPLICATE_EXTENSION, "extension twice: " + oid);
      }
    }
    return extensions;
  }

  byte[] encoded() {
    return encoded.clone();
  }

  byte[] tbs() {
    return tbs.encoded();
  }

  BigInteger serial() {
    return serial;
  }

  SignatureAlgorithm signatureAlgorithm() {
    return signatureAlgorithm;
  }

  DerElement algorithmIdentifier() {
    return algorithmIdentifier;
  }

  byte[] signature() {
    return signature.clone();
  }

  DerElement issuer() {
    return issuer;
  }

  /** The two times as they are written. */
  List<DerElement> validity() {
    return validity;
  }

  Instant notBefore() {
    return notBefore;
  }

  Instant notAfter() {
    return notAfter;
  }

  DerElement subject() {
    return subject;
  }

  DerElement publicKeyInfo() {
    return publicKeyInfo;
  }

  Map<String, Extension> extensions() {
    return extensions;
  }

  Optional<DerElement> extension(String oid) throws MalformedDerException {
    Extension extension = extensions.get(oid);
    return extension == null ? Optional.empty() : Optional.of(extension.value().inner());
  }

  boolean isCritical(String oid) {
    Extension extension = extensions.get(oid);
    return extension != null && extension.critical();
  }

  Optional<BasicConstraints> basicConstraints() throws MalformedDerException {
    Optional<DerElement> extension = extension(Oids.BASIC_CONSTRAINTS);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    List<DerElement> parts =
        new ArrayList<>(extension.get().expect(DerElement.SEQUENCE).children());
    boolean authority = false;
    if (!parts.isEmpty() && parts.getFirst().is(DerElement.BOOLEAN)) {
      authority = parts.removeFirst().booleanValue();
    }
    OptionalInt pathLength = OptionalInt.empty();
    if (!parts.isEmpty()) {
      BigInteger length = parts.removeFirst().integer();
      if (length.signum() < 0 || length.bitLength() > 16) {
        throw new MalformedDerException("a path length out of range");
      }
      pathLength = OptionalInt.of(length.intValue());
    }
    if (!parts.isEmpty()) {
      throw new MalformedDerException("basicConstraints with something more");
    }
    return Optional.of(new BasicConstraints(authority, pathLength));
  }

  /** The bits of keyUsage, the first one highest in 16 bits (RFC 5280, 4.2.1.3). */
  OptionalInt keyUsage() throws MalformedDerException {
    Optional<DerElement> extension = extension(Oids.KEY_USAGE);
    if (extension.isEmpty()) {
      return OptionalInt.empty();
    }
    byte[] bits = extension.get().expect(DerElement.BIT_STRING).content();
    if (bits.length > 3) {
      throw new MalformedDerException("keyUsage has nine bits");
    }
    int high = bits.length > 1 ? bits[1] & 0xff : 0;
    int low = bits.length > 2 ? bits[2] & 0xff : 0;
    return OptionalInt.of((high << 8) | low);
  }

  Optional<List<String>> extendedKeyUsage() throws MalformedDerException {
    Optional<DerElement> extension = extension(Oids.EXTENDED_KEY_USAGE);
    if (extension.isEmpty()) {
      return Optional.empty();
    }
    List<String> purposes = new ArrayList<>();
    for (DerElement purpose : extension.get().expect(DerElement.SEQUENCE).children()) {
      purposes.add(purpose.objectIdentifier());
    }
    if (purposes.isEmpty()) {
      throw new MalformedDerException("extendedKeyUsage without a purpose");
    }
    return Optional.of(purposes);
  }

  /** The general names of the subject alternative name (RFC 5280, 4.2.1.6). */
  List<DerElement> subjectAlternativeNames() throws MalformedDerException {
    Optional<DerElement> extension = extension(Oids.SUBJECT_ALTERNATIVE_NAME);
    return extension.isEmpty() ? List.of() : extension.get().expect(DerElement.SEQUENCE).children();
  }
}
