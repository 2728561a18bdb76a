package mosaic.ca;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static mosaic.ca.Fixtures.otherName;
import static mosaic.ca.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile certification requests: what is refused, and that what is not refused gains nothing. */
class HostileRequestTest {

  private static final Duration MOST_CPU = Duration.ofSeconds(1);

  @SuppressWarnings("ArrayRecordComponent")
  record Hostile(String name, byte[] request, CertificateRequest.Outcome answer) {

    @Override
    public String toString() {
      return name + " → " + answer;
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Greedy(String name, byte[] request, String forbidden) {

    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource("hostileRequests")
  @Tag("T-12")
  void parse_hostileRequest_isRefusedForItsReasonInBoundedTime(Hostile hostile) {
    Duration before = cpuTime();

    CertificateRequest.Outcome outcome = CertificateRequest.parse(hostile.request());

    assertThat(outcome).isEqualTo(hostile.answer());
    assertThat(cpuTime().minus(before)).isLessThan(MOST_CPU);
  }

  @ParameterizedTest
  @MethodSource("greedyRequests")
  @Tag("T-11")
  void prepare_requestAskingForMore_givesTheCertificateOfTheProfile(Greedy greedy) {
    CertificateRequest request = parsed(greedy.request());

    X509Certificate certificate = issue(request);

    assertThat(
            CertificateLint.forIssuer(Fixtures.CA.intermediate().certificate())
                .examine(encoded(certificate), Fixtures.GRANT, request.publicKey()))
        .isEmpty();
    assertThat(certificate.getSubjectX500Principal().getName())
        .isEqualTo("CN=grant-" + Fixtures.GRANT_ID + ",O=home.example");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(new String(encoded(certificate), ISO_8859_1)).doesNotContain(greedy.forbidden());
    assertThat(
            ClientCertificateVerifier.verify(
                Fixtures.chainOf(certificate),
                Set.of(Fixtures.CA.root().certificate()),
                Fixtures.NOW))
        .isInstanceOf(ChainVerdict.Accepted.class);
  }

  @Test
  @Tag("M2-09")
  void requests_askingForMoreOrWeakOrBadlySigned_gainNothing() {
    assertThat(greedyRequests())
        .allSatisfy(this::prepare_requestAskingForMore_givesTheCertificateOfTheProfile);
    assertThat(
            CertificateRequest.parse(
                new RequestForge().key(Fixtures.RSA_1024, "SHA256withRSA").forge()))
        .isEqualTo(new CertificateRequest.KeyRefused(KeyDefect.RSA_TOO_SMALL));
    byte[] changed = new RequestForge().forge();
    changed[changed.length - 1] ^= 1;
    assertThat(CertificateRequest.parse(changed))
        .isEqualTo(new CertificateRequest.Refused(CertificateRequest.Reason.BAD_SIGNATURE));
  }

  @Test
  @Tag("T-12")
  void hostileRequests_counted_areAtLeastTwentyFiveDifferentOnes() {
    List<String> names = hostileRequests().map(Hostile::name).toList();

    assertThat(names).hasSizeGreaterThanOrEqualTo(25).doesNotHaveDuplicates();
    assertThat(greedyRequests().map(Greedy::name)).hasSizeGreaterThanOrEqualTo(10);
  }

  @Test
  @Tag("T-12")
  void parse_honestRequestFromTheForge_isParsed() {
    CertificateRequest request = parsed(new RequestForge().forge());

    assertThat(request.publicKey()).isEqualTo(Fixtures.CLIENT_KEY.getPublic());
  }

  @Test
  @Tag("T-12")
  void parse_everyTruncationAndManyMutations_neverThrowsAndNeverParsesAnotherKey() {
    byte[] honest =
        new RequestForge()
            .asksFor(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(true))
            .forge();
    Random random = new Random(20261122);

    for (int length = 0; length < honest.length; length++) {
      assertThat(CertificateRequest.parse(Arrays.copyOf(honest, length)))
          .isNotInstanceOf(CertificateRequest.Parsed.class);
    }
    for (int round = 0; round < 5_000; round++) {
      byte[] mutated = honest.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      if (!Arrays.equals(mutated, honest)) {
        assertThat(CertificateRequest.parse(mutated))
            .isNotInstanceOf(CertificateRequest.Parsed.class);
      }
    }
  }

  static Stream<Hostile> hostileRequests() {
    List<Hostile> all = new ArrayList<>();
    size(all);
    structure(all);
    attributes(all);
    signatures(all);
    keys(all);
    pem(all);
    return all.stream();
  }

  private static void size(List<Hostile> all) {
    byte[] tenMegabytes = new byte[10_000_000];
    refused(all, "10 MB of zeros", CertificateRequest.Reason.TOO_LARGE, tenMegabytes);
    byte[] opened = new byte[10_000_000];
    for (int i = 0; i < opened.length; i += 2) {
      opened[i] = 0x30;
      opened[i + 1] = (byte) 0x80;
    }
    refused(all, "10 MB of opened sequences", CertificateRequest.Reason.TOO_LARGE, opened);
    refused(
        all,
        "10 MB of PEM",
        CertificateRequest.Reason.TOO_LARGE,
        ("-----BEGIN CERTIFICATE REQUEST-----\n" + "A".repeat(10_000_000)).getBytes(US_ASCII));
    byte[] honest = new RequestForge().forge();
    refused(
        all,
        "honest, with 16 KiB of zeros behind",
        CertificateRequest.Reason.TOO_LARGE,
        Arrays.copyOf(honest, honest.length + CertificateRequest.MAX_BYTES));
  }

  private static void structure(List<Hostile> all) {
    byte[] honest = new RequestForge().forge();
    malformed(all, "nothing", new byte[0]);
    malformed(all, "one byte", new byte[] {0x30});
    malformed(all, "an empty sequence", new byte[] {0x30, 0});
    malformed(all, "a length of 4 GiB", new byte[] {0x30, (byte) 0x84, -1, -1, -1, -1});
    malformed(all, "a negative length", new byte[] {0x30, (byte) 0x88, -1, 0, 0, 0, 0, 0, 0, 0});
    malformed(all, "a byte behind", Arrays.copyOf(honest, honest.length + 1));
    malformed(all, "the same request twice", concatenated(honest, honest));
    malformed(all, "nested 3,500 deep", nested(3_500, 0x30));
    malformed(all, "nested 3,000 deep in explicit tags", wrapped(nested(3_000, 0xA0)));
    malformed(all, "nested with indefinite lengths", indefinite(5_000));
    malformed(all, "a certificate instead", encoded(Fixtures.CA.root().certificate()));
    malformed(all, "version 2", new RequestForge().version(1).forge());
    malformed(all, "no attributes element", new RequestForge().withoutAttributes().forge());
    malformed(
        all,
        "a subject that is a string",
        new RequestForge().subject(new DERUTF8String("CN=x")).forge());
    malformed(
        all,
        "a subject with an empty set",
        new RequestForge().subject(sequence(new DERSet())).forge());
    malformed(
        all,
        "a key that is a number",
        new RequestForge().key(Fixtures.der(new ASN1Integer(7))).forge());
  }

  private static void attributes(List<Hostile> all) {
    ASN1ObjectIdentifier type = PKCSObjectIdentifiers.pkcs_9_at_extensionRequest;
    malformed(
        all,
        "attribute that is a number",
        new RequestForge().attribute(new ASN1Integer(1)).forge());
    malformed(
        all,
        "attribute without values",
        new RequestForge().attribute(sequence(type, new DERSet())).forge());
    malformed(
        all,
        "attribute with a string for its set",
        new RequestForge().attribute(sequence(type, new DERUTF8String("x"))).forge());
    malformed(
        all,
        "extension request that is garbage",
        new RequestForge().extensionRequest(new DEROctetString(new byte[] {1, 2})).forge());
    malformed(
        all,
        "extension request without extensions",
        new RequestForge().extensionRequest(sequence()).forge());
    malformed(
        all,
        "extension requests twice",
        new RequestForge()
            .asksFor(Oids.BASIC_CONSTRAINTS, true, new BasicConstraints(true))
            .asksFor(Oids.KEY_USAGE, true, new KeyUsage(KeyUsage.keyCertSign))
            .forge());
    DEROctetString value = new DEROctetString(Fixtures.der(new BasicConstraints(true)));
    ASN1ObjectIdentifier constraints = new ASN1ObjectIdentifier(Oids.BASIC_CONSTRAINTS);
    malformed(
        all,
        "the same extension twice",
        new RequestForge()
            .extensionRequest(
                sequence(
                    sequence(constraints, value), sequence(constraints, ASN1Boolean.TRUE, value)))
            .forge());
  }

  private static void signatures(List<Hostile> all) {
    byte[] honest = new RequestForge().forge();
    byte[] changed = honest.clone();
    changed[changed.length - 1] ^= 1;
    refused(all, "a changed signature", CertificateRequest.Reason.BAD_SIGNATURE, changed);
    refused(
        all,
        "somebody else's key",
        CertificateRequest.Reason.BAD_SIGNATURE,
        new RequestForge()
            .key(Fixtures.CA.root().certificate().getPublicKey().getEncoded())
            .forge());
    refused(
        all,
        "an RSA key under an ECDSA signature",
        CertificateRequest.Reason.BAD_SIGNATURE,
        new RequestForge().key(Fixtures.RSA_2048.getPublic().getEncoded()).forge());
    refused(
        all,
        "SHA-1 with ECDSA",
        CertificateRequest.Reason.WEAK_SIGNATURE,
        new RequestForge().algorithm("SHA1withECDSA").forge());
    for (String algorithm : List.of("SHA1withRSA", "MD5withRSA", "MD2withRSA")) {
      refused(
          all,
          algorithm,
          CertificateRequest.Reason.WEAK_SIGNATURE,
          new RequestForge().key(Fixtures.RSA_2048, algorithm).forge());
    }
    refused(
        all,
        "Ed25519",
        CertificateRequest.Reason.UNSUPPORTED_SIGNATURE,
        new RequestForge().key(Fixtures.keyPair("Ed25519"), "Ed25519").forge());
    refused(
        all,
        "an unknown algorithm",
        CertificateRequest.Reason.UNSUPPORTED_SIGNATURE,
        new RequestForge()
            .states(new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.7")))
            .forge());
    refused(
        all,
        "ECDSA with parameters",
        CertificateRequest.Reason.UNSUPPORTED_SIGNATURE,
        new RequestForge()
            .states(
                new AlgorithmIdentifier(
                    new ASN1ObjectIdentifier("1.2.840.10045.4.3.2"), DERNull.INSTANCE))
            .forge());
  }

  private static void keys(List<Hostile> all) {
    BigInteger modulus = ((RSAPublicKey) Fixtures.RSA_2048.getPublic()).getModulus();
    BigInteger f4 = BigInteger.valueOf(65537);
    all.add(
        new Hostile(
            "RSA-1024, signed",
            new RequestForge().key(Fixtures.RSA_1024, "SHA256withRSA").forge(),
            new CertificateRequest.KeyRefused(KeyDefect.RSA_TOO_SMALL)));
    all.add(
        new Hostile(
            "RSA with e=3, signed",
            new RequestForge().key(Fixtures.RSA_E_3, "SHA256withRSA").forge(),
            new CertificateRequest.KeyRefused(KeyDefect.RSA_EXPONENT)));
    key(all, "RSA with e=1", KeyDefect.RSA_EXPONENT, TestKeys.rsa(modulus, BigInteger.ONE));
    key(
        all,
        "RSA with even e",
        KeyDefect.RSA_EXPONENT,
        TestKeys.rsa(modulus, f4.add(BigInteger.ONE)));
    key(all, "RSA with negative e", KeyDefect.RSA_EXPONENT, TestKeys.rsa(modulus, f4.negate()));
    key(all, "RSA with e of 2048 bits", KeyDefect.RSA_EXPONENT, TestKeys.rsa(modulus, modulus));
    key(
        all,
        "RSA with a negative modulus",
        KeyDefect.RSA_TOO_SMALL,
        TestKeys.rsa(modulus.negate(), f4));
    key(
        all,
        "RSA with an even modulus",
        KeyDefect.RSA_MODULUS,
        TestKeys.rsa(modulus.shiftLeft(1), f4));
    key(
        all,
        "RSA with the factor 751",
        KeyDefect.RSA_MODULUS,
        TestKeys.rsa(modulus.multiply(BigInteger.valueOf(751)), f4));
    BigInteger prime = new BigInteger(1100, 20, Fixtures.RANDOM).setBit(1099).nextProbablePrime();
    key(
        all,
        "RSA with a squared prime",
        KeyDefect.RSA_MODULUS,
        TestKeys.rsa(prime.multiply(prime), f4));
    key(
        all,
        "RSA with neighbouring primes",
        KeyDefect.RSA_MODULUS,
        TestKeys.rsa(prime.multiply(prime.nextProbablePrime()), f4));
    key(
        all,
        "RSA with 60,000 bits",
        KeyDefect.RSA_TOO_LARGE,
        TestKeys.rsa(BigInteger.ONE.shiftLeft(60_000).setBit(0), f4));
    key(all, "P-192", KeyDefect.UNSUPPORTED_CURVE, TestKeys.onCurve("P-192"));
    key(all, "P-224", KeyDefect.UNSUPPORTED_CURVE, TestKeys.onCurve("P-224"));
    key(all, "secp256k1", KeyDefect.UNSUPPORTED_CURVE, TestKeys.onCurve("secp256k1"));
    key(all, "a point off the curve", KeyDefect.INVALID_POINT, TestKeys.offCurve());
    key(all, "the point at infinity", KeyDefect.INVALID_POINT, TestKeys.atInfinity());
    key(all, "the point zero", KeyDefect.INVALID_POINT, TestKeys.allZero());
    key(all, "coordinates beyond the field", KeyDefect.INVALID_POINT, TestKeys.outOfRange());
    key(all, "a compressed point", KeyDefect.INVALID_POINT, TestKeys.compressed());
    key(all, "an explicit curve", KeyDefect.EXPLICIT_CURVE_PARAMETERS, TestKeys.explicitCurve());
    key(
        all,
        "a DSA key",
        KeyDefect.UNSUPPORTED_ALGORITHM,
        Fixtures.keyPair("DSA").getPublic().getEncoded());
    malformed(
        all, "a curve that is NULL", new RequestForge().key(TestKeys.ec(DERNull.INSTANCE)).forge());
  }

  private static void pem(List<Hostile> all) {
    String honest = PemText.encode("CERTIFICATE REQUEST", new RequestForge().forge());
    malformed(all, "two PEM blocks", (honest + honest).getBytes(US_ASCII));
    malformed(all, "PEM with text before", ("hello\n" + honest).getBytes(US_ASCII));
    malformed(all, "PEM with text behind", (honest + "hello\n").getBytes(US_ASCII));
    malformed(
        all,
        "PEM of a certificate",
        honest.replace("CERTIFICATE REQUEST", "CERTIFICATE").getBytes(US_ASCII));
    malformed(
        all,
        "PEM without an end",
        honest.substring(0, honest.indexOf("-----END")).getBytes(US_ASCII));
    malformed(
        all,
        "PEM with a header",
        honest.replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\n\n").getBytes(US_ASCII));
    malformed(all, "PEM that is not base64", honest.replaceFirst("\nM", "\n*").getBytes(US_ASCII));
    malformed(all, "PEM with a NUL", honest.replaceFirst("\nM", "\n\0").getBytes(US_ASCII));
    malformed(
        all,
        "an empty PEM block",
        "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n"
            .getBytes(US_ASCII));
  }

  static Stream<Greedy> greedyRequests() {
    String other = "0198f0a4-9999-7999-8999-999999999999";
    return Stream.of(
        new Greedy(
            "another common name",
            new RequestForge().subject("CN=grant-" + other + ",O=evil.example").forge(),
            "evil"),
        new Greedy("an empty subject", new RequestForge().subject(sequence()).forge(), "evil"),
        greedy(
            "CA:TRUE",
            Oids.BASIC_CONSTRAINTS,
            new BasicConstraints(5),
            "\u0001\u0001\u00ff\u0002\u0001\u0005"),
        greedy(
            "to sign certificates",
            Oids.KEY_USAGE,
            new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign),
            "\u0003\u0002\u0001\u0006"),
        greedy(
            "to be a server",
            Oids.EXTENDED_KEY_USAGE,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth),
            new String(Fixtures.der(KeyPurposeId.id_kp_serverAuth.toOID()), ISO_8859_1)),
        greedy(
            "any usage",
            Oids.EXTENDED_KEY_USAGE,
            new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage),
            new String(Fixtures.der(KeyPurposeId.anyExtendedKeyUsage.toOID()), ISO_8859_1)),
        greedy(
            "another grant",
            Oids.SUBJECT_ALTERNATIVE_NAME,
            sequence(
                otherName(Oids.GRANT_ID, new DERUTF8String(other)),
                otherName(Oids.SUBJECT_USER_ID, new DERUTF8String(other))),
            other),
        greedy(
            "host names",
            Oids.SUBJECT_ALTERNATIVE_NAME,
            new GeneralNames(new GeneralName(GeneralName.dNSName, "evil.example")),
            "evil"),
        greedy(
            "its own CRL",
            Oids.CRL_DISTRIBUTION_POINTS,
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
                }),
            "evil"),
        greedy(
            "its own OCSP responder",
            Oids.AUTHORITY_INFORMATION_ACCESS,
            new AuthorityInformationAccess(
                AccessDescription.id_ad_ocsp,
                new GeneralName(GeneralName.uniformResourceIdentifier, "http://evil.example/ocsp")),
            "evil"),
        greedy(
            "its own key identifier",
            Oids.SUBJECT_KEY_IDENTIFIER,
            new SubjectKeyIdentifier("evil-identifier-of-20".getBytes(US_ASCII)),
            "evil"),
        greedy(
            "an unknown critical extension",
            "1.3.6.1.4.1.99999.1",
            new DERUTF8String("evil"),
            "evil"),
        new Greedy(
            "a challenge password",
            new RequestForge()
                .attribute(
                    sequence(
                        PKCSObjectIdentifiers.pkcs_9_at_challengePassword,
                        new DERSet(new DERUTF8String("evil"))))
                .forge(),
            "evil"),
        new Greedy(
            "an RSA key with its own wishes",
            new RequestForge().key(Fixtures.RSA_2048, "SHA256withRSA").subject("CN=evil").forge(),
            "evil"));
  }

  private static Greedy greedy(String name, String oid, ASN1Encodable value, String forbidden) {
    return new Greedy(name, new RequestForge().asksFor(oid, true, value).forge(), forbidden);
  }

  private static void key(List<Hostile> all, String name, KeyDefect defect, byte[] spki) {
    all.add(
        new Hostile(
            name, new RequestForge().key(spki).forge(), new CertificateRequest.KeyRefused(defect)));
  }

  private static void malformed(List<Hostile> all, String name, byte[] request) {
    refused(all, name, CertificateRequest.Reason.MALFORMED, request);
  }

  private static void refused(
      List<Hostile> all, String name, CertificateRequest.Reason reason, byte[] request) {
    all.add(new Hostile(name, request, new CertificateRequest.Refused(reason)));
  }

  private static byte[] nested(int depth, int tag) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int remaining = depth; remaining > 0; remaining--) {
      int length = lengthOfNested(remaining - 1);
      out.write(tag);
      if (length >= 256) {
        out.write(0x82);
        out.write(length >> 8);
        out.write(length);
      } else if (length >= 128) {
        out.write(0x81);
        out.write(length);
      } else {
        out.write(length);
      }
    }
    return out.toByteArray();
  }

  private static int lengthOfNested(int depth) {
    int length = 0;
    for (int i = 0; i < depth; i++) {
      length += length >= 256 ? 4 : length >= 128 ? 3 : 2;
    }
    return length;
  }

  private static byte[] wrapped(byte[] content) {
    byte[] header = {0x30, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
    return concatenated(header, content);
  }

  private static byte[] indefinite(int depth) {
    byte[] bytes = new byte[2 * depth];
    for (int i = 0; i < bytes.length; i += 2) {
      bytes[i] = 0x30;
      bytes[i + 1] = (byte) 0x80;
    }
    return bytes;
  }

  private static byte[] concatenated(byte[] one, byte[] other) {
    byte[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }

  private static CertificateRequest parsed(byte[] request) {
    return switch (CertificateRequest.parse(request)) {
      case CertificateRequest.Parsed(CertificateRequest good) -> good;
      case CertificateRequest.Outcome other -> throw new AssertionError("refused: " + other);
    };
  }

  private static X509Certificate issue(CertificateRequest request) {
    return switch (Fixtures.AUTHORITY.prepare(Fixtures.GRANT, request.publicKey())) {
      case Preparation.Ready(PreparedCertificate prepared) ->
          Fixtures.AUTHORITY.sign(prepared, prepared.intent());
      case Preparation other -> throw new AssertionError("not prepared: " + other);
    };
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Duration cpuTime() {
    return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
  }
}
