package mosaic.ca;

import static mosaic.ca.Fixtures.der;

import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.jspecify.annotations.Nullable;

/**
 * Writes certificates that no honest CA would: it starts from an honest one, lets every field be
 * changed, and signs the outcome with whatever key it is given.
 */
final class CertificateForge {

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(String oid, boolean critical, byte[] value) {}

  private int version = 2;
  private ASN1Encodable serial;
  private X500Name issuer;
  private ASN1Encodable notBefore;
  private ASN1Encodable notAfter;
  private ASN1Encodable subject;
  private byte[] publicKeyInfo;
  private final List<Entry> extensions = new ArrayList<>();
  private PrivateKey signingKey;
  private String algorithm = "SHA256withECDSA";
  private @Nullable AlgorithmIdentifier outerAlgorithm;
  private UnaryOperator<byte[]> afterwards = bytes -> bytes;

  private CertificateForge(X509Certificate model, PrivateKey signingKey) {
    try {
      ParsedCertificate parsed = ParsedCertificate.parse(model);
      serial = new ASN1Integer(parsed.serial());
      issuer = X500Name.getInstance(parsed.issuer().encoded());
      notBefore = time(parsed.notBefore());
      notAfter = time(parsed.notAfter());
      subject = X500Name.getInstance(parsed.subject().encoded());
      publicKeyInfo = parsed.publicKeyInfo().encoded();
      parsed
          .extensions()
          .forEach((oid, e) -> extensions.add(new Entry(oid, e.critical(), e.value().content())));
      this.signingKey = signingKey;
    } catch (MalformedCertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts from a grant certificate of the test CA, signed by its intermediate. */
  static CertificateForge grant() {
    return like(Fixtures.issue(Fixtures.GRANT), Fixtures.CA.intermediate().privateKey());
  }

  /** Starts from the intermediate of the test CA, signed by its root. */
  static CertificateForge intermediate() {
    return like(Fixtures.CA.intermediate().certificate(), Fixtures.CA.root().privateKey());
  }

  /** Starts from the root of the test CA, signed by itself. */
  static CertificateForge root() {
    return like(Fixtures.CA.root().certificate(), Fixtures.CA.root().privateKey());
  }

  static CertificateForge like(X509Certificate model, PrivateKey signingKey) {
    return new CertificateForge(model, signingKey);
  }

  static ASN1Encodable time(Instant instant) {
    return new Time(Date.from(instant));
  }

  CertificateForge version(int encodedVersion) {
    version = encodedVersion;
    return this;
  }

  CertificateForge serial(ASN1Encodable value) {
    serial = value;
    return this;
  }

  CertificateForge validity(Instant from, Instant to) {
    return validity(time(from), time(to));
  }

  CertificateForge validity(ASN1Encodable from, ASN1Encodable to) {
    notBefore = from;
    notAfter = to;
    return this;
  }

  CertificateForge subject(String name) {
    return subject(new X500Name(name));
  }

  CertificateForge subject(ASN1Encodable name) {
    subject = name;
    return this;
  }

  CertificateForge issuer(X500Name name) {
    issuer = name;
    return this;
  }

  CertificateForge key(KeyPair pair) {
    return key(pair.getPublic().getEncoded());
  }

  CertificateForge key(byte[] spki) {
    publicKeyInfo = spki;
    return this;
  }

  /** Names another issuer and signs with its key; the key identifier follows. */
  CertificateForge issuedBy(X509Certificate certificate, PrivateKey key) {
    try {
      ParsedCertificate parsed = ParsedCertificate.parse(certificate);
      issuer = X500Name.getInstance(parsed.subject().encoded());
      signingKey = key;
      return extension(
          Oids.AUTHORITY_KEY_IDENTIFIER,
          false,
          new org.bouncycastle.asn1.x509.AuthorityKeyIdentifier(
              KeyIdentifier.ofSubject(parsed).octets()));
    } catch (MalformedCertificateException | MalformedDerException e) {
      throw new IllegalStateException(e);
    }
  }

  CertificateForge signedWith(PrivateKey key, String jcaAlgorithm) {
    signingKey = key;
    algorithm = jcaAlgorithm;
    return this;
  }

  CertificateForge algorithm(String jcaAlgorithm) {
    algorithm = jcaAlgorithm;
    return this;
  }

  CertificateForge outerAlgorithm(String jcaAlgorithm) {
    outerAlgorithm = new DefaultSignatureAlgorithmIdentifierFinder().find(jcaAlgorithm);
    return this;
  }

  CertificateForge extension(String oid, boolean critical, ASN1Encodable value) {
    return extension(oid, critical, der(value));
  }

  /** Replaces an extension, or adds it. */
  CertificateForge extension(String oid, boolean critical, byte[] value) {
    for (int i = 0; i < extensions.size(); i++) {
      if (extensions.get(i).oid().equals(oid)) {
        extensions.set(i, new Entry(oid, critical, value));
        return this;
      }
    }
    extensions.add(new Entry(oid, critical, value));
    return this;
  }

  CertificateForge critical(String oid, boolean critical) {
    extensions.replaceAll(e -> e.oid().equals(oid) ? new Entry(oid, critical, e.value()) : e);
    return this;
  }

  CertificateForge without(String oid) {
    extensions.removeIf(e -> e.oid().equals(oid));
    return this;
  }

  CertificateForge twice(String oid) {
    extensions.addAll(extensions.stream().filter(e -> e.oid().equals(oid)).toList());
    return this;
  }

  CertificateForge names(ASN1Encodable... names) {
    return extension(Oids.SUBJECT_ALTERNATIVE_NAME, false, Fixtures.sequence(names));
  }

  /** Changes the finished bytes. */
  CertificateForge afterwards(UnaryOperator<byte[]> change) {
    afterwards = change;
    return this;
  }

  CertificateForge trailing(int... bytes) {
    return afterwards(
        encoded -> {
          ByteArrayOutputStream longer = new ByteArrayOutputStream();
          longer.writeBytes(encoded);
          Arrays.stream(bytes).forEach(longer::write);
          return longer.toByteArray();
        });
  }

  X509Certificate forge() {
    return new RawCertificate(encoded());
  }

  byte[] encoded() {
    AlgorithmIdentifier inner = new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
    ASN1EncodableVector tbs = new ASN1EncodableVector();
    if (version >= 0) {
      tbs.add(new DERTaggedObject(true, 0, new ASN1Integer(version)));
    }
    tbs.add(serial);
    tbs.add(inner);
    tbs.add(issuer);
    tbs.add(Fixtures.sequence(notBefore, notAfter));
    tbs.add(subject);
    tbs.add(primitive(publicKeyInfo));
    if (!extensions.isEmpty()) {
      ASN1EncodableVector list = new ASN1EncodableVector();
      extensions.forEach(e -> list.add(encode(e)));
      tbs.add(new DERTaggedObject(true, 3, new DERSequence(list)));
    }
    byte[] toBeSigned = der(new DERSequence(tbs));
    byte[] signature = Fixtures.sign(algorithm, signingKey, toBeSigned);
    AlgorithmIdentifier outer = outerAlgorithm == null ? inner : outerAlgorithm;
    return afterwards.apply(
        der(Fixtures.sequence(primitive(toBeSigned), outer, new DERBitString(signature))));
  }

  private static ASN1Encodable encode(Entry entry) {
    ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(entry.oid());
    DEROctetString value = new DEROctetString(entry.value());
    return entry.critical()
        ? Fixtures.sequence(oid, ASN1Boolean.TRUE, value)
        : Fixtures.sequence(oid, value);
  }

  private static ASN1Primitive primitive(byte[] encoded) {
    try {
      return ASN1Primitive.fromByteArray(encoded);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
