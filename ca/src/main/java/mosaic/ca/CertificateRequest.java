package mosaic.ca;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A PKCS#10 certification request (RFC 2986), of which only the public key is ever used.
 *
 * <p>Whatever else a request asks for — a name, CA:true, alternative names, usages, a CRL address —
 * is checked to be well-formed and then forgotten: this class has no way of handing it on (T-11).
 */
public final class CertificateRequest {

  /** No honest request comes near it; nothing longer is even looked at (T-12). */
  public static final int MAX_BYTES = 16 * 1024;

  private static final Set<String> LABELS =
      Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");
  private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
  private static final int ATTRIBUTES = 0xA0;

  private final byte[] encoded;
  private final PublicKey publicKey;

  private CertificateRequest(byte[] encoded, PublicKey publicKey) {
    this.encoded = encoded;
    this.publicKey = publicKey;
  }

  /** What comes of reading a request from a stranger. */
  public sealed interface Outcome {}

  /** A good key, and proof that the sender holds its private half. */
  public record Parsed(CertificateRequest request) implements Outcome {}

  /** A request whose key is not good enough to be certified. */
  public record KeyRefused(KeyDefect defect) implements Outcome {}

  /** A request that is refused for another reason. */
  public record Refused(Reason reason) implements Outcome {}

  /** Why a request is refused. The names are stable: they appear in answers and audit records. */
  public enum Reason {
    /** More than {@link #MAX_BYTES}. */
    TOO_LARGE,
    /** Neither one DER element nor one PEM block of a request, or not as RFC 2986 describes it. */
    MALFORMED,
    /** Signed with SHA-1, MD5 or the like. */
    WEAK_SIGNATURE,
    /** Signed with an algorithm that is not ECDSA or RSA PKCS#1 v1.5. */
    UNSUPPORTED_SIGNATURE,
    /** The signature is not by the key in the request: no proof of possession. */
    BAD_SIGNATURE
  }

  /**
   * Reads a request in DER or PEM and verifies its signature. Never throws; takes a bounded amount
   * of work, however large or deep the input.
   */
  public static Outcome parse(byte[] derOrPem) {
    if (derOrPem.length > MAX_BYTES) {
      return new Refused(Reason.TOO_LARGE);
    }
    try {
      boolean der = derOrPem.length > 0 && derOrPem[0] == DerElement.SEQUENCE;
      return parseDer(der ? derOrPem.clone() : unwrapped(derOrPem));
    } catch (MalformedDerException
        | MalformedPemException
        | MalformedCertificateException
        | RuntimeException _) {
      return new Refused(Reason.MALFORMED);
    }
  }

  private static byte[] unwrapped(byte[] pem) throws MalformedPemException {
    return new PemText(LABELS, 1).decode(new String(pem, ISO_8859_1), MAX_BYTES).getFirst();
  }

  private static Outcome parseDer(byte[] der)
      throws MalformedDerException, MalformedCertificateException {
    List<DerElement> outer = DerElement.parse(der).expect(DerElement.SEQUENCE).children(3);
    DerElement information = outer.getFirst();
    List<DerElement> fields = information.expect(DerElement.SEQUENCE).children(4);
    if (fields.getFirst().integer().signum() != 0) {
      throw new MalformedDerException("not version 1 of PKCS#10");
    }
    requireName(fields.get(1));
    DerElement publicKeyInfo = fields.get(2);
    requireAttributes(fields.get(3).expect(ATTRIBUTES));
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(outer.get(1));
    byte[] signature = outer.get(2).bitStringOctets();
    return switch (algorithm) {
      case SignatureAlgorithm.Weak() -> new Refused(Reason.WEAK_SIGNATURE);
      case SignatureAlgorithm.Unsupported() -> new Refused(Reason.UNSUPPORTED_SIGNATURE);
      case SignatureAlgorithm.Strong strong -> {
        Optional<KeyDefect> defect = PublicKeyPolicy.examine(publicKeyInfo);
        if (defect.isPresent()) {
          yield new KeyRefused(defect.get());
        }
        PublicKey key = PublicKeyPolicy.decode(publicKeyInfo);
        yield SignatureAlgorithm.verifies(strong, key, information.encoded(), signature)
            ? new Parsed(new CertificateRequest(der, key))
            : new Refused(Reason.BAD_SIGNATURE);
      }
    };
  }

  /** Name: a sequence of sets of type and value (RFC 5280, 4.1.2.4). */
  private static void requireName(DerElement name) throws MalformedDerException {
    for (DerElement relative : name.expect(DerElement.SEQUENCE).children()) {
      List<DerElement> pairs = relative.expect(DerElement.SET).children();
      if (pairs.isEmpty()) {
        throw new MalformedDerException("an empty part of a name");
      }
      for (DerElement pair : pairs) {
        pair.expect(DerElement.SEQUENCE)
            .children(2)
            .getFirst()
            .expect(DerElement.OBJECT_IDENTIFIER);
      }
    }
  }

  /** Attributes: each a type, once, and a set of values (RFC 2986, 4.1). */
  private static void requireAttributes(DerElement attributes)
      throws MalformedDerException, MalformedCertificateException {
    Set<String> seen = new HashSet<>();
    for (DerElement attribute : attributes.children()) {
      List<DerElement> parts = attribute.expect(DerElement.SEQUENCE).children(2);
      String type = parts.getFirst().objectIdentifier();
      List<DerElement> values = parts.get(1).expect(DerElement.SET).children();
      if (values.isEmpty() || !seen.add(type)) {
        throw new MalformedDerException("an attribute without value, or twice");
      }
      if (type.equals(EXTENSION_REQUEST)) {
        ParsedCertificate.extensions(parts.get(1).only());
      }
    }
  }

  /**
   * Writes a request on the asking side: the subject is {@code CN=<host>}, for people who look at
   * it, and nothing is requested.
   *
   * @param keyPair the key to be certified; signs the request
   * @param host the host name of the asking gateway
   */
  public static CertificateRequest create(KeyPair keyPair, ServerName host, SecureRandom random) {
    if (host.text().length() > GrantCertificateProfile.MOST_ORGANISATION_CHARACTERS) {
      throw new IllegalArgumentException("the host name is at most 64 characters (RFC 5280, A.1)");
    }
    ASN1EncodableVector information = new ASN1EncodableVector();
    information.add(new ASN1Integer(0));
    information.add(new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, host.text()).build());
    information.add(SubjectPublicKeyInfo.getInstance(keyPair.getPublic().getEncoded()));
    information.add(new DERTaggedObject(false, 0, new DERSet()));
    try {
      byte[] toBeSigned = new DERSequence(information).getEncoded(ASN1Encoding.DER);
      CertificateSigner signer =
          new CertificateSigner(keyPair.getPrivate(), keyPair.getPublic(), random);
      return new CertificateRequest(signer.envelope(toBeSigned), keyPair.getPublic());
    } catch (IOException e) {
      throw new UncheckedIOException("encoding into memory failed", e);
    }
  }

  /** The key, the only thing that a certificate takes from a request. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** The request in DER. */
  public byte[] der() {
    return encoded.clone();
  }

  /** The request in PEM. */
  public String pem() {
    return PemText.encode("CERTIFICATE REQUEST", encoded);
  }

  @Override
  public String toString() {
    return "CertificateRequest[publicKey=" + Fingerprint.of(publicKey) + "]";
  }
}
