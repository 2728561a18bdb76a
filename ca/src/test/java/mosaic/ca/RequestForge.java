package mosaic.ca;

import static mosaic.ca.Fixtures.der;
import static mosaic.ca.Fixtures.sequence;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** Writes PKCS#10 requests that ask for anything at all. */
final class RequestForge {

  private int version;
  private ASN1Encodable subject = new X500Name("CN=home.example");
  private byte[] publicKeyInfo = Fixtures.CLIENT_KEY.getPublic().getEncoded();
  private PrivateKey signingKey = Fixtures.CLIENT_KEY.getPrivate();
  private String algorithm = "SHA256withECDSA";
  private AlgorithmIdentifier statedAlgorithm = identifier(algorithm);
  private final List<ASN1Encodable> attributes = new ArrayList<>();
  private boolean withAttributes = true;

  static AlgorithmIdentifier identifier(String algorithm) {
    return new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
  }

  RequestForge version(int number) {
    version = number;
    return this;
  }

  RequestForge subject(ASN1Encodable name) {
    subject = name;
    return this;
  }

  RequestForge subject(String name) {
    return subject(new X500Name(name));
  }

  RequestForge key(byte[] spki) {
    publicKeyInfo = spki;
    return this;
  }

  RequestForge key(KeyPair pair, String jcaAlgorithm) {
    publicKeyInfo = pair.getPublic().getEncoded();
    signingKey = pair.getPrivate();
    return algorithm(jcaAlgorithm);
  }

  RequestForge signedBy(PrivateKey key) {
    signingKey = key;
    return this;
  }

  RequestForge algorithm(String jcaAlgorithm) {
    algorithm = jcaAlgorithm;
    statedAlgorithm = identifier(jcaAlgorithm);
    return this;
  }

  RequestForge states(AlgorithmIdentifier identifier) {
    statedAlgorithm = identifier;
    return this;
  }

  RequestForge asksFor(String oid, boolean critical, ASN1Encodable value) {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(new ASN1ObjectIdentifier(oid), critical, value);
      return extensionRequest(extensions.generate());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  RequestForge extensionRequest(ASN1Encodable value) {
    return attribute(sequence(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new DERSet(value)));
  }

  RequestForge attribute(ASN1Encodable attribute) {
    attributes.add(attribute);
    return this;
  }

  RequestForge withoutAttributes() {
    withAttributes = false;
    return this;
  }

  byte[] forge() {
    ASN1EncodableVector information = new ASN1EncodableVector();
    information.add(new ASN1Integer(version));
    information.add(subject);
    try {
      information.add(ASN1Primitive.fromByteArray(publicKeyInfo));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    if (withAttributes) {
      ASN1EncodableVector set = new ASN1EncodableVector();
      attributes.forEach(set::add);
      information.add(new DERTaggedObject(false, 0, new DERSet(set)));
    }
    DERSequence toBeSigned = new DERSequence(information);
    return der(
        sequence(
            toBeSigned,
            statedAlgorithm,
            new DERBitString(Fixtures.sign(algorithm, signingKey, der(toBeSigned)))));
  }
}
