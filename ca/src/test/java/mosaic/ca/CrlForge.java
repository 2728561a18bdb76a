package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.NOW;
import static mosaic.ca.Fixtures.der;
import static mosaic.ca.Fixtures.sequence;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.jspecify.annotations.Nullable;

/** A revocation list made by hand: as it starts it is a good one with one entry, serial 10. */
final class CrlForge {

  private final Map<String, ASN1Encodable> extensions = new LinkedHashMap<>();
  private final ASN1EncodableVector entries = new ASN1EncodableVector();
  private @Nullable Integer version = 1;
  private X500Name issuer =
      X500Name.getInstance(CA.intermediate().certificate().getSubjectX500Principal().getEncoded());
  private @Nullable Instant nextUpdate = NOW.plus(Duration.ofDays(1));
  private PrivateKey key = CA.intermediate().privateKey();
  private String algorithm = "SHA256withECDSA";
  private @Nullable String outer;

  CrlForge() {
    var _ = number(BigInteger.valueOf(5));
    var _ =
        extension(
            Oids.AUTHORITY_KEY_IDENTIFIER,
            false,
            new AuthorityKeyIdentifier(KeyIdentifier.of(CA.intermediate().certificate()).octets()));
    var _ =
        entry(
            10,
            sequence(
                new ASN1ObjectIdentifier(Oids.CRL_REASON),
                new DEROctetString(new byte[] {10, 1, 1})));
  }

  CrlForge version(@Nullable Integer value) {
    version = value;
    return this;
  }

  CrlForge number(BigInteger value) {
    return extension(Oids.CRL_NUMBER, false, new ASN1Integer(value));
  }

  CrlForge issuer(X500Name name) {
    issuer = name;
    return this;
  }

  CrlForge nextUpdate(@Nullable Instant at) {
    nextUpdate = at;
    return this;
  }

  CrlForge signedWith(PrivateKey other) {
    key = other;
    return this;
  }

  CrlForge algorithm(String jcaName) {
    algorithm = jcaName;
    return this;
  }

  CrlForge outer(String jcaName) {
    outer = jcaName;
    return this;
  }

  CrlForge extension(String oid, boolean critical, ASN1Encodable value) {
    ASN1ObjectIdentifier type = new ASN1ObjectIdentifier(oid);
    DEROctetString octets = new DEROctetString(der(value));
    extensions.put(
        oid, critical ? sequence(type, ASN1Boolean.TRUE, octets) : sequence(type, octets));
    return this;
  }

  CrlForge without(String oid) {
    var _ = extensions.remove(oid);
    return this;
  }

  CrlForge entry(long serial, @Nullable ASN1Encodable extension) {
    ASN1Encodable at = CertificateForge.time(NOW);
    entries.add(
        extension == null
            ? sequence(new ASN1Integer(serial), at)
            : sequence(new ASN1Integer(serial), at, sequence(extension)));
    return this;
  }

  byte[] encoded() {
    var finder = new DefaultSignatureAlgorithmIdentifierFinder();
    ASN1EncodableVector fields = new ASN1EncodableVector();
    if (version != null) {
      fields.add(new ASN1Integer(version));
    }
    fields.add(finder.find(algorithm));
    fields.add(issuer);
    fields.add(CertificateForge.time(NOW));
    if (nextUpdate != null) {
      fields.add(CertificateForge.time(nextUpdate));
    }
    fields.add(new DERSequence(entries));
    fields.add(
        new DERTaggedObject(true, 0, sequence(extensions.values().toArray(ASN1Encodable[]::new))));
    DERSequence toBeSigned = new DERSequence(fields);
    return der(
        sequence(
            toBeSigned,
            finder.find(outer == null ? algorithm : outer),
            new DERBitString(Fixtures.sign(algorithm, key, der(toBeSigned)))));
  }
}
