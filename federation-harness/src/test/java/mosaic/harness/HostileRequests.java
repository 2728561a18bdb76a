package mosaic.harness;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Requests that ask for more than they should, and requests that are not what they seem. */
final class HostileRequests {
  private static final String ECDSA = "SHA256withECDSA";
  private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();

  private HostileRequests() {}

  /** Well-formed, well-signed, and asking for things that nobody may ask for (T-11). */
  static Map<String, Function<KeyPair, byte[]>> greedy(String otherGrant, String otherUser) {
    Map<String, Function<KeyPair, byte[]>> requests = new TreeMap<>();
    requests.put(
        "CA:TRUE",
        asking(
            e -> {
              e.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
              e.addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            }));
    requests.put(
        "server authentication",
        asking(
            e ->
                e.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(
                        new KeyPurposeId[] {
                          KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_OCSPSigning
                        }))));
    requests.put(
        "another grant and user",
        asking(
            e ->
                e.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                        new GeneralName[] {
                          Forgery.name(Forgery.GRANT_ID, otherGrant),
                          Forgery.name(Forgery.SUBJECT_USER_ID, otherUser)
                        }))));
    requests.put(
        "host names",
        asking(
            e ->
                e.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "work.example")))));
    requests.put(
        "own CRL distribution point",
        asking(
            e ->
                e.addExtension(
                    Extension.cRLDistributionPoints,
                    false,
                    new CRLDistPoint(
                        new DistributionPoint[] {
                          new DistributionPoint(
                              new DistributionPointName(
                                  new GeneralNames(
                                      new GeneralName(
                                          GeneralName.uniformResourceIdentifier,
                                          "http://evil.example/crl"))),
                              null,
                              null)
                        }))));
    requests.put(
        "unknown critical extension",
        asking(
            e -> e.addExtension(new ASN1ObjectIdentifier("1.2.3.4.5.6"), true, DERNull.INSTANCE)));
    requests.put("another common name", named("CN=grant-" + otherGrant));
    requests.put("another organisation", named("CN=admin,O=work.example,OU=root"));
    requests.put("long name", longName());
    requests.put("name with control characters", named("CN=a\\00\\0D\\0Ab"));
    return requests;
  }

  /**
   * Requests that must be refused (T-12, T-13).
   *
   * @param authority whose key nobody else may have certified
   * @param certified whose key another grant has already
   */
  static List<HostileRequest> refused(Authority authority, ClientCertificate certified) {
    List<HostileRequest> all = new ArrayList<>();
    KeyPair keys = Keys.p256();
    byte[] good = CertificateRequests.der(keys, ECDSA);
    all.addAll(weakKeys(keys, authority, certified));
    all.addAll(brokenEncodings(good));
    all.addAll(brokenText(Pem.text(CertificateRequests.LABEL, good), certified));
    return List.copyOf(all);
  }

  private static List<HostileRequest> weakKeys(
      KeyPair keys, Authority authority, ClientCertificate certified) {
    byte[] tampered = CertificateRequests.der(keys, ECDSA);
    tampered[tampered.length - 3] ^= 1;
    byte[] offCurve = CertificateRequests.der(keys, ECDSA);
    // The last byte of the point: behind the uncompressed marker and 64 bytes of coordinates.
    offCurve[indexOf(offCurve, keys.getPublic().getEncoded()) + 90] ^= 1;
    return List.of(
        request("signature of one flipped bit", tampered),
        request("point off the curve", offCurve),
        request(
            "signed by another key",
            CertificateRequests.der(
                keys.getPublic(), Keys.p256().getPrivate(), ECDSA, "CN=x", e -> {})),
        request("RSA of 1024 bits", rsa(Keys.rsa(1024), "SHA256withRSA")),
        request("RSA of 512 bits", rsa(Keys.rsa(512), "SHA1withRSA")),
        request("RSA with exponent 3", rsa(Keys.rsa(3072, BigInteger.valueOf(3)), "SHA256withRSA")),
        request("RSA with an even modulus", oddRsa(BigInteger.ONE.shiftLeft(3071), 65_537)),
        request("RSA with exponent 1", oddRsa(BigInteger.ONE.shiftLeft(3071).setBit(0), 1)),
        request("RSA of 65,536 bits", oddRsa(BigInteger.ONE.shiftLeft(65_535).setBit(0), 65_537)),
        request("P-192", weakCurve("secp192r1")),
        request("P-224", weakCurve("secp224r1")),
        request("secp256k1", weakCurve("secp256k1")),
        request("point at infinity", spki(new byte[] {0}, X9ObjectIdentifiers.prime256v1)),
        request("point of no bytes", spki(new byte[0], X9ObjectIdentifiers.prime256v1)),
        request(
            "curve nobody knows", spki(new byte[65], new ASN1ObjectIdentifier("1.2.3.4.5.6.7"))),
        request("DSA", dsa()),
        request("signed with SHA-1", CertificateRequests.der(keys, "SHA1withECDSA")),
        request("signed with MD5", rsa(Keys.rsa(3072), "MD5withRSA")),
        request(
            "key of the authority itself",
            CertificateRequests.der(
                authority.certificate().getPublicKey(), authority.key(), ECDSA, "CN=x", e -> {})),
        request(
            "key certified for another grant",
            CertificateRequests.der(
                certified.leaf().getPublicKey(), certified.key(), ECDSA, "CN=x", e -> {})));
  }

  private static List<HostileRequest> brokenEncodings(byte[] good) {
    byte[] trailing = Arrays.copyOf(good, good.length + 1);
    byte[] truncated = Arrays.copyOf(good, good.length - 10);
    byte[] version = good.clone();
    version[indexOf(version, new byte[] {2, 1, 0}) + 2] = 5;
    byte[] hugeLength = {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x30};
    byte[] overflow = {0x30, (byte) 0x88, -1, -1, -1, -1, -1, -1, -1, -1, 0x30};
    return List.of(
        request("trailing byte", trailing),
        request("truncated", truncated),
        request("version 6", version),
        request("length of two gigabytes", hugeLength),
        request("length that overflows", overflow),
        request("nested 20,000 deep", nested(20_000)),
        request("nested 20,000 deep without lengths", nestedIndefinitely(20_000)),
        request("no bytes", new byte[0]),
        request("one NULL", new byte[] {5, 0}),
        request("empty sequence", new byte[] {0x30, 0}),
        request("sequence of empty sequences", new byte[] {0x30, 4, 0x30, 0, 0x30, 0}),
        request("zeros", new byte[1_000]),
        request("object identifier without end", new byte[] {0x30, 3, 6, 1, (byte) 0x80}),
        request("a megabyte of nothing", new byte[1 << 20]));
  }

  private static List<HostileRequest> brokenText(String good, ClientCertificate certified) {
    return List.of(
        new HostileRequest("no text", ""),
        new HostileRequest("not PEM", "hello"),
        new HostileRequest("a certificate", Pem.text(certified.leaf())),
        new HostileRequest("two requests", good + good),
        new HostileRequest("text behind the request", good + "and more"),
        new HostileRequest("without an end", good.replace("-----END", "-----")),
        new HostileRequest("not Base64", good.replaceFirst("\n.", "\n*")),
        new HostileRequest("NUL inside", good.replaceFirst("\n.", "\n\0")),
        new HostileRequest(
            "private key", Pem.text("PRIVATE KEY", Keys.p256().getPrivate().getEncoded())));
  }

  private static HostileRequest request(String what, byte[] der) {
    return new HostileRequest(what, Pem.text(CertificateRequests.LABEL, der));
  }

  private static Function<KeyPair, byte[]> asking(CertificateRequests.Asking asking) {
    return keys ->
        CertificateRequests.der(keys.getPublic(), keys.getPrivate(), ECDSA, "CN=client", asking);
  }

  private static Function<KeyPair, byte[]> named(String name) {
    return keys ->
        CertificateRequests.der(keys.getPublic(), keys.getPrivate(), ECDSA, name, e -> {});
  }

  /** Longer than any standard allows, so that it is put together by hand. */
  private static Function<KeyPair, byte[]> longName() {
    X500Name name =
        new X500Name(new RDN[] {new RDN(BCStyle.CN, new DERUTF8String("x".repeat(5_000)))});
    return keys ->
        CertificateRequests.der(keys.getPublic(), keys.getPrivate(), ECDSA, name, e -> {});
  }

  private static byte[] rsa(KeyPair keys, String algorithm) {
    return CertificateRequests.der(keys, algorithm);
  }

  /** A public key that nobody has the private key to, under somebody's signature. */
  private static byte[] oddRsa(BigInteger modulus, int exponent) {
    return shown(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
        encoded(new RSAPublicKey(modulus, BigInteger.valueOf(exponent))),
        Keys.rsa(2048).getPrivate(),
        "SHA256withRSA");
  }

  private static byte[] spki(byte[] point, ASN1ObjectIdentifier curve) {
    return shown(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve),
        point,
        Keys.p256().getPrivate(),
        ECDSA);
  }

  private static byte[] shown(
      AlgorithmIdentifier algorithm, byte[] key, PrivateKey signing, String signature) {
    SubjectPublicKeyInfo info = new SubjectPublicKeyInfo(algorithm, key);
    return CertificateRequests.der(
        new EncodedKey(encoded(info)), signing, signature, "CN=x", e -> {});
  }

  private static byte[] weakCurve(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BOUNCY_CASTLE);
      generator.initialize(new java.security.spec.ECGenParameterSpec(curve));
      KeyPair keys = generator.generateKeyPair();
      return CertificateRequests.der(keys, ECDSA, BOUNCY_CASTLE);
    } catch (GeneralSecurityException e) {
      throw new HarnessException("No key on " + curve, e);
    }
  }

  private static byte[] dsa() {
    return CertificateRequests.der(Keys.named("DSA"), "SHA256withDSA");
  }

  private static byte[] nested(int depth) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] inner = {0x30, 0};
    // Four bytes of length each, so that every level has the same size.
    for (int level = depth; level > 0; level--) {
      int length = inner.length + 6 * (level - 1);
      bytes.writeBytes(
          new byte[] {
            0x30,
            (byte) 0x84,
            (byte) (length >> 24),
            (byte) (length >> 16),
            (byte) (length >> 8),
            (byte) length
          });
    }
    bytes.writeBytes(inner);
    return bytes.toByteArray();
  }

  private static byte[] nestedIndefinitely(int depth) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int level = 0; level < depth; level++) {
      bytes.writeBytes(new byte[] {0x30, (byte) 0x80});
    }
    return bytes.toByteArray();
  }

  private static byte[] encoded(org.bouncycastle.asn1.ASN1Object object) {
    try {
      return object.getEncoded("DER");
    } catch (java.io.IOException e) {
      throw new HarnessException("Could not encode", e);
    }
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new HarnessException("Not found");
  }

  /** Any bytes as a public key, which no key factory would let through. */
  private static final class EncodedKey implements PublicKey {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    EncodedKey(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public String getAlgorithm() {
      return "any";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return bytes.clone();
    }
  }
}
