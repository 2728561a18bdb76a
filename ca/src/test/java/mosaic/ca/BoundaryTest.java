package mosaic.ca;

import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.GRANT;
import static mosaic.ca.Fixtures.GRANT_ID;
import static mosaic.ca.Fixtures.RANDOM;
import static mosaic.ca.Fixtures.RSA_2048;
import static mosaic.ca.Fixtures.SUBJECT_USER_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigInteger;
import java.net.URI;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The last value that is taken and the first one that is not, of every limit. */
class BoundaryTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void serialNumber_largestOf20Octets_isTaken() {
    BigInteger largest = BigInteger.ONE.shiftLeft(159).subtract(BigInteger.ONE);

    assertThat(new SerialNumber(largest).value()).isEqualTo(largest);
    assertThat(new SerialNumber(largest)).hasToString("7f" + "ff".repeat(19));
  }

  @Test
  void serialNumber_randomOf63Bits_isDrawnAgainAndOf64IsNot() {
    assertThat(SerialNumber.random(drawing(63, 64)).value().bitLength()).isEqualTo(64);
    assertThat(SerialNumber.random(drawing(64, 100)).value().bitLength()).isEqualTo(64);
  }

  /** Draws numbers of so many bits, one after the other. */
  private static SecureRandom drawing(int... bits) {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;
      private int next;

      @Override
      public void nextBytes(byte[] bytes) {
        Arrays.fill(bytes, (byte) 0);
        int bit = bits[next++] - 1;
        bytes[bytes.length - 1 - bit / 8] = (byte) (1 << bit % 8);
      }
    };
  }

  @Test
  void validity_shortestAndLongest_areTaken() {
    assertThat(new ValidityPeriod(ValidityPeriod.SHORTEST, Duration.ZERO).backdate()).isZero();
    assertThat(new ValidityPeriod(ValidityPeriod.LONGEST.minus(HOUR), HOUR).backdate())
        .isEqualTo(HOUR);
  }

  @ParameterizedTest
  @CsvSource({
    "PT59S, PT0S",
    "PT9552H, PT1S",
    "PT1H, PT1H0.001S",
    "PT1H, PT1H1S",
    "PT1H, PT-1S",
    "PT1H0.5S, PT0S",
    "PT1H, PT0.5S"
  })
  void validity_justBeyond_isRefused(Duration forward, Duration backdate) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ValidityPeriod(forward, backdate));
  }

  @Test
  void profile_hostOf64Characters_isTakenAndOf65IsNot() {
    assertThat(GrantCertificateProfile.of(GRANT_ID, SUBJECT_USER_ID, host(64)).requestingServer())
        .isEqualTo(host(64));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GrantCertificateProfile.of(GRANT_ID, SUBJECT_USER_ID, host(65)));
    assertThat(ServerCertificateProfile.of(host(65), host(64)).commonName())
        .contains(host(64).text());
    assertThat(ServerCertificateProfile.of(host(65)).commonName()).isEmpty();
  }

  private static ServerName host(int characters) {
    return ServerName.parse("a".repeat(20) + "." + "b".repeat(characters - 21));
  }

  @Test
  void profile_of100Names_isTakenAndOf101IsNot() {
    List<ServerName> names =
        IntStream.range(0, 101).mapToObj(i -> ServerName.parse("host" + i + ".example")).toList();

    assertThat(
            ServerCertificateProfile.of(names.subList(0, 100).toArray(ServerName[]::new)).names())
        .hasSize(100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerCertificateProfile.of(names.toArray(ServerName[]::new)));
  }

  @Test
  void profile_ofAServer_takesWhatItIsGiven() {
    RevocationEndpoints endpoints = RevocationEndpoints.none().withCrl(URI.create("http://a.b/c"));
    ServerCertificateProfile profile =
        ServerCertificateProfile.of(host(30))
            .withValidity(ValidityPeriod.ofDays(7))
            .withRevocation(endpoints);

    assertThat(profile.validity()).isEqualTo(ValidityPeriod.ofDays(7));
    assertThat(profile.revocation()).isSameAs(endpoints);
  }

  @Test
  void issue_everyAddress_isInTheCertificate() throws Exception {
    RevocationEndpoints endpoints =
        RevocationEndpoints.none()
            .withCrl(URI.create("http://a.b/crl"))
            .withOcsp(URI.create("http://a.b/ocsp"))
            .withIssuer(URI.create("http://a.b/issuer"));

    X509Certificate certificate = Fixtures.issue(GRANT.withRevocation(endpoints));

    byte[] value =
        ASN1OctetString.getInstance(
                certificate.getExtensionValue(Extension.authorityInfoAccess.getId()))
            .getOctets();
    assertThat(AuthorityInformationAccess.getInstance(value).getAccessDescriptions())
        .extracting(
            access -> access.getAccessMethod(),
            access -> access.getAccessLocation().getName().toString())
        .containsExactlyInAnyOrder(
            tuple(AccessDescription.id_ad_ocsp, "http://a.b/ocsp"),
            tuple(AccessDescription.id_ad_caIssuers, "http://a.b/issuer"));
    assertThat(endpoints.toString())
        .contains("http://a.b/crl", "http://a.b/ocsp", "http://a.b/issuer");
    assertThat(endpoints.issuer()).contains(URI.create("http://a.b/issuer"));
  }

  @ParameterizedTest
  @CsvSource({
    "secp256r1, SHA256withECDSA",
    "secp384r1, SHA384withECDSA",
    "secp521r1, SHA512withECDSA"
  })
  void signature_ofACurve_hasAHashAsStrong(String curve, String expected) throws Exception {
    PublicKey key = ec(curve).getPublic();

    assertThat(KeyAlgorithm.signatureAlgorithmFor(key)).isEqualTo(expected);
    assertThat(
            ((ECPublicKey) KeyAlgorithm.generateLike(key, RANDOM).getPublic())
                .getParams()
                .getOrder())
        .isEqualTo(((ECPublicKey) key).getParams().getOrder());
  }

  private static KeyPair ec(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  @Test
  void key_likeAnRsaKey_hasItsSize() {
    PublicKey like = KeyAlgorithm.generateLike(RSA_2048.getPublic(), RANDOM).getPublic();

    assertThat(((RSAPublicKey) like).getModulus().bitLength()).isEqualTo(2048);
    assertThat(KeyAlgorithm.signatureAlgorithmFor(like)).isEqualTo("SHA256withRSA");
  }

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void algorithm_ofEachKey_signsWithIt(KeyAlgorithm algorithm) {
    assertThat(algorithm.name()).startsWith(algorithm.family());
    assertThat(algorithm.signatureAlgorithm())
        .endsWith(algorithm.family().equals("EC") ? "withECDSA" : "withRSA");
  }

  /** RFC 4055, 5: absence is tolerated; RFC 5758, 3.2: presence is not. */
  @Test
  void parameters_ofASignatureAlgorithm_areThoseOfItsStandard() throws Exception {
    assertThat(algorithm("1.2.840.113549.1.1.11"))
        .isEqualTo(new SignatureAlgorithm.Strong("SHA256withRSA"));
    assertThat(algorithm("1.2.840.113549.1.1.11", DERNull.INSTANCE))
        .isEqualTo(new SignatureAlgorithm.Strong("SHA256withRSA"));
    assertThat(algorithm("1.2.840.113549.1.1.11", new DEROctetString(new byte[1])))
        .isEqualTo(new SignatureAlgorithm.Unsupported());
    assertThat(algorithm("1.2.840.10045.4.3.2"))
        .isEqualTo(new SignatureAlgorithm.Strong("SHA256withECDSA"));
    assertThat(algorithm("1.2.840.10045.4.3.2", DERNull.INSTANCE))
        .isEqualTo(new SignatureAlgorithm.Unsupported());
  }

  private static SignatureAlgorithm algorithm(String oid, ASN1Encodable... parameters)
      throws MalformedDerException {
    ASN1Encodable[] parts = new ASN1Encodable[1 + parameters.length];
    parts[0] = new ASN1ObjectIdentifier(oid);
    System.arraycopy(parameters, 0, parts, 1, parameters.length);
    return SignatureAlgorithm.of(DerElement.parse(Fixtures.der(Fixtures.sequence(parts))));
  }

  @ParameterizedTest
  @CsvSource({"8192, 17, ", "8193, 17, RSA_TOO_LARGE", "2048, 256, ", "2048, 257, RSA_EXPONENT"})
  void rsaKey_atItsLimits_isTakenAndBeyondIsNot(int bits, int exponentBits, KeyDefect expected)
      throws Exception {
    BigInteger exponent = BigInteger.ONE.shiftLeft(exponentBits - 1).setBit(0);
    PublicKey key =
        KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus(bits), exponent));

    assertThat(PublicKeyPolicy.examine(key).orElse(null)).isEqualTo(expected);
  }

  /** The first one from there on without a small factor; its root is far from a factor. */
  private static BigInteger modulus(int bits) {
    BigInteger candidate =
        BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE.shiftLeft(bits - 3)).setBit(0);
    while (hasSmallFactor(candidate)) {
      candidate = candidate.add(BigInteger.TWO);
    }
    return candidate;
  }

  private static boolean hasSmallFactor(BigInteger number) {
    return IntStream.range(2, 752)
        .anyMatch(factor -> number.mod(BigInteger.valueOf(factor)).signum() == 0);
  }

  @Test
  void key_withoutEncoding_isRefused() {
    PublicKey none =
        new PublicKey() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getAlgorithm() {
            return "any";
          }

          @Override
          public String getFormat() {
            return "none";
          }

          @Override
          @SuppressWarnings("NullAway") // as the interface allows
          public byte[] getEncoded() {
            return null;
          }
        };

    assertThat(PublicKeyPolicy.examine(none)).contains(KeyDefect.UNSUPPORTED_ALGORITHM);
  }

  /** One point has one spelling: a coordinate is less than p. */
  @Test
  void point_withACoordinateOfP_isRefused() throws Exception {
    ECPublicKey any = (ECPublicKey) ec("secp256r1").getPublic();
    BigInteger p = ((ECFieldFp) any.getParams().getCurve().getField()).getP();
    // x = 0: y is a root of b, which there is as p = 3 mod 4.
    BigInteger y = any.getParams().getCurve().getB().modPow(p.add(BigInteger.ONE).shiftRight(2), p);

    assertThat(PublicKeyPolicy.examine(point(any, BigInteger.ZERO, y))).isEmpty();
    assertThat(PublicKeyPolicy.examine(point(any, p, y))).contains(KeyDefect.INVALID_POINT);
  }

  private static byte[] point(ECPublicKey like, BigInteger x, BigInteger y) {
    byte[] encoded = like.getEncoded().clone();
    write(encoded, encoded.length - 64, x);
    write(encoded, encoded.length - 32, y);
    return encoded;
  }

  private static void write(byte[] into, int at, BigInteger number) {
    byte[] bytes = number.toByteArray();
    for (int i = 0; i < 32; i++) {
      int from = bytes.length - 32 + i;
      into[at + i] = from < 0 ? 0 : bytes[from];
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void ocspRequest_ofUpTo16_isTaken(int certificates) throws Exception {
    assertThat(OcspRequest.parse(ocsp(certificates, null)))
        .isInstanceOfSatisfying(
            OcspRequest.Parsed.class,
            parsed -> assertThat(parsed.request().certificates()).hasSize(certificates));
  }

  @Test
  void ocspRequest_of17_isRefused() throws Exception {
    assertThat(OcspRequest.parse(ocsp(17, null)))
        .isEqualTo(new OcspRequest.Refused(OcspFailure.MALFORMED_REQUEST));
  }

  @Test
  void ocspRequest_withAnExtensionOfOneCertificate_isRefusedIfItIsCritical() throws Exception {
    ASN1ObjectIdentifier any = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.1.7");

    assertThat(OcspRequest.parse(ocsp(1, new Extension(any, false, new byte[] {5, 0}))))
        .isInstanceOf(OcspRequest.Parsed.class);
    assertThat(OcspRequest.parse(ocsp(1, new Extension(any, true, new byte[] {5, 0}))))
        .isEqualTo(new OcspRequest.Refused(OcspFailure.MALFORMED_REQUEST));
  }

  private static byte[] ocsp(int certificates, @Nullable Extension single) throws Exception {
    OCSPReqBuilder builder = new OCSPReqBuilder();
    var digest = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
    for (int i = 1; i <= certificates; i++) {
      CertificateID id =
          new CertificateID(
              digest,
              new X509CertificateHolder(CA.intermediate().certificate().getEncoded()),
              BigInteger.valueOf(i));
      if (single == null) {
        builder.addRequest(id);
      } else {
        builder.addRequest(id, new Extensions(single));
      }
    }
    return builder.build().getEncoded();
  }

  /** What ends up in logs says what it is, and none of it is secret. */
  @Test
  void texts_ofValues_sayWhatTheyAre() {
    assertThat(Fixtures.prepared(Fixtures.AUTHORITY, GRANT).profile()).isEqualTo(GRANT);
    assertThat(Fixtures.prepared(Fixtures.AUTHORITY, GRANT).toString()).isNotBlank();
    assertThat(ServerName.parse("work.example")).hasToString("work.example");
    assertThat(ServerName.parse("127.0.0.1")).hasToString("127.0.0.1");
    assertThat(CertificateRequest.create(Fixtures.CLIENT_KEY, Fixtures.HOME, RANDOM).toString())
        .isNotBlank();
    Fingerprint fingerprint = CA.rootFingerprint();
    assertThat(fingerprint).hasSameHashCodeAs(Fingerprint.parse(fingerprint.hex()));
    assertThat(fingerprint.hashCode()).isNotZero();
  }
}
