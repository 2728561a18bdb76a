package mosaic.harness;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/**
 * A client certificate made by hand. As it starts, it looks exactly like one that the gateway would
 * issue for a grant; every method spoils one thing.
 */
final class Forgery {
  static final ASN1ObjectIdentifier GRANT_ID =
      new ASN1ObjectIdentifier("2.25.4202307336.5786654.2625412225.1004916315.1");
  static final ASN1ObjectIdentifier SUBJECT_USER_ID =
      new ASN1ObjectIdentifier("2.25.4202307336.5786654.2625412225.1004916315.2");

  private final PublicKey key;
  private final Map<ASN1ObjectIdentifier, Value> extensions = new LinkedHashMap<>();
  private X500Name subject;
  private BigInteger serial = Authority.serial();
  private Instant notBefore = Instant.now().minus(Duration.ofMinutes(5));

  /** The last second counts. */
  private Instant notAfter = Instant.now().plus(Duration.ofDays(30)).minusSeconds(1);

  private String algorithm = "SHA256withECDSA";

  private record Value(boolean critical, ASN1Encodable value) {}

  Forgery(PublicKey key, String grant, String subjectUser) {
    this.key = key;
    this.subject = new X500Name("CN=grant-" + grant + ",O=home.example");
    extension(Extension.basicConstraints, true, new BasicConstraints(false));
    extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    purposes(KeyPurposeId.id_kp_clientAuth);
    names(name(GRANT_ID, grant), name(SUBJECT_USER_ID, subjectUser));
  }

  Forgery extension(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
    extensions.put(id, new Value(critical, value));
    return this;
  }

  Forgery without(ASN1ObjectIdentifier id) {
    extensions.remove(id);
    return this;
  }

  Forgery purposes(KeyPurposeId... purposes) {
    return extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
  }

  Forgery usage(int bits) {
    return extension(Extension.keyUsage, true, new KeyUsage(bits));
  }

  Forgery names(GeneralName... names) {
    return extension(Extension.subjectAlternativeName, false, new GeneralNames(names));
  }

  Forgery subject(String name) {
    subject = new X500Name(name);
    return this;
  }

  Forgery serial(BigInteger number) {
    serial = number;
    return this;
  }

  Forgery valid(Duration fromNow, Duration untilFromNow) {
    notBefore = Instant.now().plus(fromNow);
    notAfter = Instant.now().plus(untilFromNow);
    return this;
  }

  Forgery algorithm(String name) {
    algorithm = name;
    return this;
  }

  X509Certificate signedBy(Authority authority) {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            authority.name(), serial, Date.from(notBefore), Date.from(notAfter), subject, key);
    extensions.forEach(
        (id, value) -> Authority.extension(builder, id, value.critical(), value.value()));
    return authority.sign(builder, algorithm);
  }

  /** What a handshake shows: the certificate and those above it. */
  List<X509Certificate> chainBy(Authority authority) {
    List<X509Certificate> chain = new ArrayList<>(List.of(signedBy(authority)));
    chain.addAll(authority.chain());
    return List.copyOf(chain);
  }

  static GeneralName name(ASN1ObjectIdentifier id, String text) {
    return name(id, new DERUTF8String(text));
  }

  static GeneralName name(ASN1ObjectIdentifier id, ASN1Encodable value) {
    return new GeneralName(
        GeneralName.otherName,
        new DERSequence(new ASN1Encodable[] {id, new DERTaggedObject(true, 0, value)}));
  }
}
