package mosaic.ca;

import static mosaic.ca.Fixtures.AUTHORITY;
import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.NOW;
import static mosaic.ca.Fixtures.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OCSP as an independent client and as a hostile one see it (T-23). */
@Tag("T-23")
class OcspTest {

  private static final X509Certificate ISSUER = CA.intermediate().certificate();
  private static final X509Certificate CERTIFICATE = issueResponder();
  private static final OcspResponder RESPONDER =
      new OcspResponder(ISSUER, CERTIFICATE, Fixtures.CLIENT_KEY.getPrivate(), RANDOM);
  private static final Instant NEXT = NOW.plus(Duration.ofHours(8));
  private static final Instant REVOKED_AT = NOW.minusSeconds(100);
  private static final BigInteger GOOD = BigInteger.valueOf(1);
  private static final BigInteger REVOKED = BigInteger.valueOf(2);
  private static final BigInteger NEVER_ISSUED = BigInteger.valueOf(3);

  private static final AlgorithmIdentifier SHA_1 = CertificateID.HASH_SHA1;
  private static final AlgorithmIdentifier SHA_256 =
      new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.SHA_256), DERNull.INSTANCE);

  static Stream<AlgorithmIdentifier> hashes() {
    return Stream.of(SHA_1, SHA_256, new AlgorithmIdentifier(SHA_256.getAlgorithm()));
  }

  @ParameterizedTest
  @MethodSource("hashes")
  void answer_threeCertificates_saysGoodRevokedAndUnknown(AlgorithmIdentifier hash)
      throws Exception {
    BasicOCSPResp answer = answer(request(hash, ISSUER, GOOD, REVOKED, NEVER_ISSUED).build());

    assertThat(
            answer.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(CERTIFICATE.getPublicKey())))
        .isTrue();
    assertThat(answer.getCerts())
        .containsExactly(new X509CertificateHolder(CERTIFICATE.getEncoded()));
    assertThat(answer.getProducedAt().toInstant()).isEqualTo(NOW);
    SingleResp[] single = answer.getResponses();
    assertThat(single)
        .allSatisfy(
            one -> {
              assertThat(one.getThisUpdate().toInstant()).isEqualTo(NOW);
              assertThat(one.getNextUpdate().toInstant()).isEqualTo(NEXT);
            });
    assertThat(single[0].getCertStatus()).isNull();
    RevokedStatus revoked = (RevokedStatus) single[1].getCertStatus();
    assertThat(revoked.getRevocationTime().toInstant()).isEqualTo(REVOKED_AT);
    assertThat(revoked.getRevocationReason()).isEqualTo(9);
    assertThat(single[2].getCertStatus()).isInstanceOf(UnknownStatus.class);
    assertThat(single[2].getCertID().getSerialNumber()).isEqualTo(NEVER_ISSUED);
    assertThat(single[2].getCertID().toASN1Primitive())
        .isEqualTo(id(hash, ISSUER, NEVER_ISSUED).toASN1Primitive());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 32, 128})
  void answer_nonce_isRepeated(int octets) throws Exception {
    byte[] nonce = new byte[octets];
    RANDOM.nextBytes(nonce);
    DEROctetString value = new DEROctetString(nonce);

    BasicOCSPResp answer = answer(withNonce(value).build());

    assertThat(answer.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce).getParsedValue())
        .isEqualTo(value);
  }

  @Test
  void answer_noNonce_repeatsNone() throws Exception {
    assertThat(answer(request(SHA_1, ISSUER, GOOD).build()).hasExtensions()).isFalse();
  }

  static Stream<Arguments> badNonces() {
    return Stream.of(
        Arguments.of("of no octets", new DEROctetString(new byte[0])),
        Arguments.of("of 129 octets", new DEROctetString(new byte[129])),
        Arguments.of("that is no octets", DERNull.INSTANCE));
  }

  @ParameterizedTest
  @MethodSource("badNonces")
  void parse_badNonce_isMalformed(String what, ASN1Encodable value) throws Exception {
    assertThat(parse(withNonce(value).build().getEncoded())).as(what).isEqualTo(MALFORMED);
  }

  @Test
  void parse_tooLongOrTooMany_isMalformed() throws Exception {
    BigInteger[] sixteen = serials(16);
    BigInteger[] seventeen = serials(17);
    byte[] honest = request(SHA_1, ISSUER, GOOD).build().getEncoded();

    assertThat(parse(request(SHA_1, ISSUER, sixteen).build().getEncoded()))
        .isInstanceOf(OcspRequest.Parsed.class);
    assertThat(parse(request(SHA_1, ISSUER, seventeen).build().getEncoded())).isEqualTo(MALFORMED);
    assertThat(parse(Arrays.copyOf(honest, OcspRequest.MAX_BYTES + 1))).isEqualTo(MALFORMED);
    assertThat(parse(Arrays.copyOf(honest, honest.length + 1))).isEqualTo(MALFORMED);
    assertThat(parse(new byte[0])).isEqualTo(MALFORMED);
  }

  @Test
  void parse_criticalExtension_isMalformedAndAnotherIgnored() throws Exception {
    assertThat(parse(withExtension("1.2.3.4", true).build().getEncoded())).isEqualTo(MALFORMED);
    assertThat(parse(withExtension("1.2.3.4", false).build().getEncoded()))
        .isInstanceOf(OcspRequest.Parsed.class);
  }

  @Test
  void answer_otherIssuer_isUnauthorized() throws Exception {
    X509Certificate other = CA.root().certificate();
    AlgorithmIdentifier unknownHash =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.113549.2.5"), DERNull.INSTANCE);
    OCSPReqBuilder mixed = request(SHA_1, ISSUER, GOOD);
    var _ = mixed.addRequest(id(SHA_1, other, GOOD));
    OCSPReqBuilder hashed = new OCSPReqBuilder();
    var _ =
        hashed.addRequest(
            new CertificateID(
                new org.bouncycastle.asn1.ocsp.CertID(
                    unknownHash,
                    new DEROctetString(new byte[16]),
                    new DEROctetString(new byte[16]),
                    new org.bouncycastle.asn1.ASN1Integer(GOOD))));

    for (OCSPReqBuilder request :
        new OCSPReqBuilder[] {request(SHA_1, other, GOOD), mixed, hashed}) {
      OCSPResp response = respond(request.build().getEncoded());
      assertThat(response.getStatus()).isEqualTo(OCSPResp.UNAUTHORIZED);
      assertThat(response.getResponseObject()).isNull();
    }
  }

  @Test
  void answer_serialThatNoCertificateHas_isUnknown() throws Exception {
    BasicOCSPResp answer =
        answer(
            request(SHA_256, ISSUER, BigInteger.valueOf(-1), BigInteger.ONE.shiftLeft(200))
                .build());

    assertThat(answer.getResponses())
        .allSatisfy(one -> assertThat(one.getCertStatus()).isInstanceOf(UnknownStatus.class));
  }

  @Test
  void answer_beyondTheResponder_endsWithIt() throws Exception {
    byte[] request = request(SHA_1, ISSUER, GOOD).build().getEncoded();
    OcspRequest parsed = ((OcspRequest.Parsed) parse(request)).request();

    byte[] response =
        RESPONDER.answer(parsed, OcspTest::standing, NOW, NOW.plus(Duration.ofDays(9)));

    SingleResp single =
        ((BasicOCSPResp) new OCSPResp(response).getResponseObject()).getResponses()[0];
    assertThat(single.getNextUpdate().toInstant()).isEqualTo(CERTIFICATE.getNotAfter().toInstant());
  }

  @Test
  void parse_mutatedRequests_giveNothingButAnOutcome() throws Exception {
    byte[] honest = withNonce(new DEROctetString(new byte[16])).build().getEncoded();
    Random random = new Random(23);

    for (int i = 0; i < 50_000; i++) {
      byte[] changed =
          Arrays.copyOf(honest, honest.length - random.nextInt(2) * random.nextInt(40));
      for (int n = random.nextInt(4); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      if (parse(changed) instanceof OcspRequest.Parsed(OcspRequest request)) {
        // What passes is answered, whatever it says.
        assertThat(
                new OCSPResp(RESPONDER.answer(request, OcspTest::standing, NOW, NEXT)).getStatus())
            .isIn(OCSPResp.SUCCESSFUL, OCSPResp.UNAUTHORIZED);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void der_failure_isReadAsSuch(OcspFailure failure, int status) throws Exception {
    assertThat(new OCSPResp(failure.der()).getStatus()).isEqualTo(status);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(OcspFailure.MALFORMED_REQUEST, OCSPResp.MALFORMED_REQUEST),
        Arguments.of(OcspFailure.INTERNAL_ERROR, OCSPResp.INTERNAL_ERROR),
        Arguments.of(OcspFailure.TRY_LATER, OCSPResp.TRY_LATER),
        Arguments.of(OcspFailure.UNAUTHORIZED, OCSPResp.UNAUTHORIZED));
  }

  @Test
  void construct_certificateForSomethingElse_isRefused() {
    X509Certificate grant = Fixtures.issue(Fixtures.GRANT);
    var key = Fixtures.CLIENT_KEY.getPrivate();

    assertThatThrownBy(() -> new OcspResponder(ISSUER, grant, key, RANDOM))
        .isInstanceOf(CertificateAuthorityException.class);
    assertThatThrownBy(() -> new OcspResponder(CA.root().certificate(), CERTIFICATE, key, RANDOM))
        .isInstanceOf(CertificateAuthorityException.class);
    assertThatThrownBy(() -> new OcspResponder(ISSUER, CERTIFICATE, CA.root().privateKey(), RANDOM))
        .isInstanceOf(CertificateAuthorityException.class);
  }

  @Test
  void issue_responder_saysOcspSigningAndNoCheckOnly() throws Exception {
    assertThat(CERTIFICATE.getExtendedKeyUsage()).containsExactly(Oids.OCSP_SIGNING);
    // Not with getExtensionValue: the JDK drops the NULL of this one.
    assertThat(
            ParsedCertificate.parse(CERTIFICATE)
                .extension(Oids.OCSP_NO_CHECK)
                .orElseThrow()
                .encoded())
        .isEqualTo(new byte[] {5, 0});
    assertThat(CERTIFICATE.getBasicConstraints()).isNegative();
    assertThat(CERTIFICATE.getSubjectAlternativeNames()).isNull();
    assertThat(CERTIFICATE.getExtensionValue(Oids.CRL_DISTRIBUTION_POINTS)).isNull();
    assertThat(CERTIFICATE.getNotAfter().toInstant())
        .isEqualTo(NOW.plus(Duration.ofDays(7)).minusSeconds(1));
  }

  private static final OcspRequest.Outcome MALFORMED =
      new OcspRequest.Refused(OcspFailure.MALFORMED_REQUEST);

  private static X509Certificate issueResponder() {
    PreparedCertificate prepared = Fixtures.prepared(AUTHORITY, Fixtures.RESPONDER);
    return AUTHORITY.sign(prepared, prepared.intent());
  }

  private static CertificateStatus standing(SerialNumber serial) {
    return switch (serial.value().intValue()) {
      case 1 -> new CertificateStatus.Good();
      case 2 -> new CertificateStatus.Revoked(REVOKED_AT, RevocationReason.PRIVILEGE_WITHDRAWN);
      default -> new CertificateStatus.Unknown();
    };
  }

  private static OcspRequest.Outcome parse(byte[] request) {
    return OcspRequest.parse(request);
  }

  private static OCSPResp respond(byte[] request) throws Exception {
    OcspRequest parsed = ((OcspRequest.Parsed) parse(request)).request();
    return new OCSPResp(RESPONDER.answer(parsed, OcspTest::standing, NOW, NEXT));
  }

  private static BasicOCSPResp answer(org.bouncycastle.cert.ocsp.OCSPReq request) throws Exception {
    OCSPResp response = respond(request.getEncoded());
    assertThat(response.getStatus()).isEqualTo(OCSPResp.SUCCESSFUL);
    return (BasicOCSPResp) response.getResponseObject();
  }

  private static BigInteger[] serials(int count) {
    return Stream.iterate(BigInteger.ONE, n -> n.add(BigInteger.ONE))
        .limit(count)
        .toArray(BigInteger[]::new);
  }

  private static OCSPReqBuilder request(
      AlgorithmIdentifier hash, X509Certificate issuer, BigInteger... serials) throws Exception {
    OCSPReqBuilder builder = new OCSPReqBuilder();
    for (BigInteger serial : serials) {
      var _ = builder.addRequest(id(hash, issuer, serial));
    }
    return builder;
  }

  private static OCSPReqBuilder withNonce(ASN1Encodable value) throws Exception {
    return request(SHA_1, ISSUER, GOOD)
        .setRequestExtensions(
            new Extensions(
                new Extension(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, Fixtures.der(value))));
  }

  private static OCSPReqBuilder withExtension(String oid, boolean critical) throws Exception {
    return request(SHA_1, ISSUER, GOOD)
        .setRequestExtensions(
            new Extensions(
                new Extension(
                    new ASN1ObjectIdentifier(oid), critical, Fixtures.der(DERNull.INSTANCE))));
  }

  private static CertificateID id(
      AlgorithmIdentifier hash, X509Certificate issuer, BigInteger serial) throws Exception {
    return new CertificateID(
        new JcaDigestCalculatorProviderBuilder().build().get(hash),
        new X509CertificateHolder(issuer.getEncoded()),
        serial);
  }
}
