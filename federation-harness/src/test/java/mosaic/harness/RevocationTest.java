package mosaic.harness;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Revocation lists and OCSP of a running gateway, as anybody outside sees them. */
@ExtendWith(SharedGateways.class)
final class RevocationTest {
  private static final byte[] NOTHING = {};

  private final GatewayPair pair;
  private final RevocationPoint point;

  @TempDir private Path folder;

  RevocationTest(GatewayPair pair) {
    this.pair = pair;
    this.point = new RevocationPoint(pair.work());
  }

  @Test
  @Tag("M2-11")
  void certificateListAndAnswer_beforeAndAfterRevoking_areReadAlikeByThreeReaders() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    List<X509Certificate> chain = story.certificate(grant).chain();
    X509Certificate issuer = chain.get(1);
    var readers =
        new RevocationReaders(
            folder, chain, Pem.certificate(pair.work().caRootFile()), point.ocsp());

    Map<String, RevocationReaders.Verdict> before = readers.verdicts(list(issuer));

    assertThat(before)
        .hasSize(6)
        .allSatisfy(
            (reader, verdict) -> assertThat(verdict.accepts()).as(verdict.words()).isTrue());

    revoke(grant).expect(200);
    Map<String, RevocationReaders.Verdict> after = readers.verdicts(list(issuer));

    assertThat(after)
        .hasSize(6)
        .allSatisfy(
            (reader, verdict) -> {
              assertThat(verdict.accepts()).as("%s: %s", reader, verdict.words()).isFalse();
              assertThat(verdict.words()).containsIgnoringCase("revoked");
            });
    assertThat(readers.onTheListItself())
        .allSatisfy(
            (reader, verdict) -> assertThat(verdict.accepts()).as(verdict.words()).isTrue());
  }

  @Test
  void certificates_ofTheGateway_nameListAndResponder() throws Exception {
    Story story = Story.of(pair);
    List<X509Certificate> chain = story.certificate(story.grant(Scope.of("tasks"))).chain();
    X509Certificate issuer = chain.get(1);
    String base = "http://" + pair.work().serverName() + ":" + RevocationPoint.PORT;
    X509Certificate server = ServerCertificates.shown(pair.work());
    X509Certificate responder =
        responder(
            answer(request(CertificateID.HASH_SHA1, issuer, chain.getFirst().getSerialNumber())));

    for (X509Certificate certificate : List.of(chain.getFirst(), server)) {
      assertThat(RevocationPoint.distributionPoints(certificate))
          .containsExactly(base + RevocationPoint.crlPath(issuer));
      assertThat(RevocationPoint.access(certificate))
          .containsExactly(
              "1.3.6.1.5.5.7.48.1 " + base + "/pki/v1/ocsp",
              "1.3.6.1.5.5.7.48.2 " + base + RevocationPoint.certificatePath(issuer));
    }
    assertThat(point.get(RevocationPoint.certificatePath(issuer)).body())
        .isEqualTo(issuer.getEncoded());
    assertThat(responder.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.9");
    assertThat(responder.getNonCriticalExtensionOIDs()).contains("1.3.6.1.5.5.7.48.1.5");
    // A responder names no list (CA/Browser Forum BR 7.1.2.8.2), and is on record as all are.
    assertThat(responder.getExtensionValue("2.5.29.31")).isNull();
    assertThat(
            pair.work()
                .database()
                .count(
                    "select count(*) from issued_certificates"
                        + " where purpose = 'ocsp' and certificate_sha256 = ?",
                    Pem.sha256(responder)))
        .isOne();
  }

  @Test
  @Tag("T-22")
  void revoke_manyAtOnce_areAllListedWhenTheirCallsReturnAndNumbersOnlyRise() throws Exception {
    Story story = Story.of(pair);
    List<Grant> grants = new ArrayList<>();
    List<X509Certificate> certificates = new ArrayList<>();
    X509Certificate issuer = null;
    for (int i = 0; i < 6; i++) {
      Grant grant = story.grant(Scope.of("tasks"));
      List<X509Certificate> chain = story.certificate(grant).chain();
      grants.add(grant);
      certificates.add(chain.getFirst());
      issuer = chain.get(1);
    }
    X509Certificate of = Objects.requireNonNull(issuer);
    BigInteger before = RevocationPoint.number(point.list(of));

    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<BigInteger>> numbers = new ArrayList<>();
      for (int i = 0; i < grants.size(); i++) {
        int each = i;
        numbers.add(
            executor.submit(
                () -> {
                  var _ = revoke(grants.get(each)).expect(200);
                  X509CRL list = point.list(of);
                  assertThat(list.isRevoked(certificates.get(each))).isTrue();
                  assertThat(
                          list.getRevokedCertificate(certificates.get(each)).getRevocationReason())
                      .isEqualTo(CRLReason.PRIVILEGE_WITHDRAWN);
                  return RevocationPoint.number(list);
                }));
      }
      for (Future<BigInteger> number : numbers) {
        assertThat(number.get()).isGreaterThan(before);
      }
    }
    X509CRL last = point.list(of);
    assertThat(certificates).allMatch(last::isRevoked);
    assertThat(last.getNextUpdate()).isAfter(last.getThisUpdate());
    // What the database holds against a bug in the gateway.
    Database work = pair.work().database();
    assertThat(
            catchThrowable(
                () ->
                    work.execute(
                        "update revocation_lists set number = number - 1 where list is not null")))
        .hasStackTraceContaining("only rises");
  }

  /** By plain SQL, or by what goes with a user: still listed, though the grant is gone. */
  @Test
  void grants_goneByPlainSql_areRevokedInTheSameTransactionAndListed() throws Exception {
    Database work = pair.work().database();
    List<List<X509Certificate>> gone = new ArrayList<>();
    for (String sql :
        List.of(
            "delete from users"
                + " where id = (select subject_user_id from federation_grants where id = ?::uuid)",
            "delete from federation_grants where id = ?::uuid",
            "update federation_grants set status = 'revoked', revoked_at = now()"
                + " where id = ?::uuid")) {
      Story story = Story.of(pair);
      Grant grant = story.grant(Scope.of("tasks"));
      List<X509Certificate> chain = story.certificate(grant).chain();
      gone.add(chain);

      assertThat(work.execute(sql, grant.id())).as(sql).isOne();

      assertThat(
              work.rows(
                  "select revoked_at is not null, revocation_reason::int from issued_certificates"
                      + " where certificate_sha256 = ?",
                  Pem.sha256(chain.getFirst())))
          .as(sql)
          .containsExactly(List.of(true, 9));
      assertThat(status(chain.get(1), chain.getFirst())).as(sql).isInstanceOf(RevokedStatus.class);
    }
    Deadline.inSeconds(20)
        .await(
            "their certificates on the list",
            () ->
                gone.stream()
                    .allMatch(chain -> point.list(chain.get(1)).isRevoked(chain.getFirst())));
  }

  @Test
  void revoke_listThatCannotBePublished_failsAndSucceedsWhenRepeated() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    List<X509Certificate> chain = story.certificate(grant).chain();
    Database work = pair.work().database();
    String role = work.gatewayRole();

    Answer failed;
    work.execute("revoke update (list) on revocation_lists from " + role);
    try {
      failed = revoke(grant);
    } finally {
      work.execute("grant update (list) on revocation_lists to " + role);
    }

    assertThat(failed.status()).as(failed.toString()).isEqualTo(503);
    assertThat(failed.code()).isEqualTo("revocation-not-published");
    // Nothing is taken back.
    assertThat(
            work.text("select status::text from federation_grants where id = ?::uuid", grant.id()))
        .isEqualTo("revoked");
    revoke(grant).expect(200);
    assertThat(point.list(chain.get(1)).isRevoked(chain.getFirst())).isTrue();
  }

  /** What the fast clock of one replica may have left behind. */
  @Test
  void revoke_lastListFromTheFuture_listHasWhatIsValidNow() {
    Story story = Story.of(pair);
    Grant earlier = story.grant(Scope.of("tasks"));
    List<X509Certificate> listed = story.certificate(earlier).chain();
    Grant later = story.grant(Scope.of("tasks"));
    X509Certificate unlisted = story.certificate(later).chain().getFirst();
    revoke(earlier).expect(200);
    Database work = pair.work().database();

    work.execute(
        "update revocation_lists set scheduled_at = now() + interval '20 years',"
            + " scheduled_number = number where number is not null");
    revoke(later).expect(200);

    X509CRL list = point.list(listed.get(1));
    assertThat(list.isRevoked(listed.getFirst())).isTrue();
    assertThat(list.isRevoked(unlisted)).isTrue();
    assertThat(
            work.count(
                "select count(*) from revocation_lists where issuer_sha256 = ?"
                    + " and scheduled_at <= now() and this_update <= now() and next_update > now()",
                Pem.sha256(listed.get(1))))
        .isOne();
  }

  @Test
  void list_asHttp_canBeCachedAndAskedForAgain() throws Exception {
    X509Certificate issuer = anyIssuer();
    String path = RevocationPoint.crlPath(issuer);

    HttpResponse<byte[]> first = point.get(path);
    String tag = first.headers().firstValue("etag").orElseThrow();

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("content-type")).contains("application/pkix-crl");
    assertCacheable(first);
    HttpResponse<byte[]> again = point.get(path, "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    HttpResponse<byte[]> head = point.send("HEAD", path, NOTHING);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("content-length"))
        .contains(String.valueOf(first.body().length));
  }

  @Test
  @Tag("T-23")
  void ocsp_getAndPostWithEitherHash_saysTheSame() throws Exception {
    Story story = Story.of(pair);
    List<X509Certificate> chain = story.certificate(story.grant(Scope.of("tasks"))).chain();
    X509Certificate issuer = chain.get(1);
    BigInteger never = new BigInteger(120, new Random(1)).setBit(120);

    for (AlgorithmIdentifier hash : List.of(CertificateID.HASH_SHA1, SHA_256)) {
      byte[] request = request(hash, issuer, chain.getFirst().getSerialNumber(), never);
      HttpResponse<byte[]> posted = point.send("POST", "/pki/v1/ocsp", request);
      String base64 = Base64.getEncoder().encodeToString(request);
      HttpResponse<byte[]> got = point.get("/pki/v1/ocsp/" + URLEncoder.encode(base64, US_ASCII));
      HttpResponse<byte[]> bare = point.get("/pki/v1/ocsp/" + base64);

      for (HttpResponse<byte[]> response : List.of(posted, got, bare)) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
            .contains("application/ocsp-response");
        assertCacheable(response);
        BasicOCSPResp answer = basic(response.body());
        assertThat(answer.getResponses()[0].getCertStatus()).isEqualTo(CertificateStatus.GOOD);
        assertThat(answer.getResponses()[1].getCertStatus()).isInstanceOf(UnknownStatus.class);
        assertThat(answer.getResponses()[0].getNextUpdate())
            .isAfter(answer.getResponses()[0].getThisUpdate());
        X509CertificateHolder responder = answer.getCerts()[0];
        assertThat(
                answer.isSignatureValid(new JcaContentVerifierProviderBuilder().build(responder)))
            .isTrue();
        assertThat(
                responder.isSignatureValid(
                    new JcaContentVerifierProviderBuilder().build(issuer.getPublicKey())))
            .isTrue();
      }
    }
  }

  @Test
  @Tag("T-23")
  void ocsp_nonce_isRepeatedAndNotCached() throws Exception {
    X509Certificate issuer = anyIssuer();
    DEROctetString nonce = new DEROctetString(new byte[128]);

    HttpResponse<byte[]> response = point.send("POST", "/pki/v1/ocsp", withNonce(issuer, nonce));

    assertThat(
            basic(response.body())
                .getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)
                .getParsedValue())
        .isEqualTo(nonce);
    assertThat(response.headers().firstValue("cache-control")).contains("no-store");
    assertThat(
            ocspStatus(
                point
                    .send(
                        "POST",
                        "/pki/v1/ocsp",
                        withNonce(issuer, new DEROctetString(new byte[129])))
                    .body()))
        .isEqualTo(OCSPResp.MALFORMED_REQUEST);
  }

  @Test
  @Tag("T-23")
  void ocsp_whatIsNoGoodRequest_isAnsweredAsSuch() throws Exception {
    X509Certificate issuer = anyIssuer();
    X509Certificate root = Pem.certificate(pair.work().caRootFile());
    byte[] honest = request(CertificateID.HASH_SHA1, issuer, BigInteger.TEN);

    assertThat(post(request(CertificateID.HASH_SHA1, root, BigInteger.TEN)))
        .isEqualTo(OCSPResp.UNAUTHORIZED);
    for (byte[] bad :
        List.of(
            NOTHING,
            "GET /".getBytes(US_ASCII),
            Arrays.copyOf(honest, honest.length + 1),
            Arrays.copyOf(honest, 4 * 1024 + 1),
            new byte[10 * 1024 * 1024])) {
      assertThat(post(bad)).as("%d bytes", bad.length).isEqualTo(OCSPResp.MALFORMED_REQUEST);
    }
    for (String path : List.of("A", "%", "%zz", "MEI=", "a/b/c", "%00", "MEI=?x=y", "%2")) {
      assertThat(raw("GET /pki/v1/ocsp/" + path + " HTTP/1.1")).as(path).isEqualTo(200);
    }
    assertThat(raw("GET /pki/v1/ocsp/" + "A".repeat(20_000) + " HTTP/1.1")).isEqualTo(414);
    assertThat(raw("POST /pki/v1/ocsp HTTP/1.1\r\nTransfer-Encoding: chunked"))
        .as("a length in two ways")
        .isEqualTo(400);
  }

  @Test
  void listener_otherPathsAndMethods_areRefusedWithoutAStir() {
    String crl = RevocationPoint.crlPath(anyIssuer());

    for (String path :
        List.of("/", "/pki/v1/crl/", crl.replace(".crl", ".cer"), crl + "/", "/pki/v1/ocsp/")) {
      assertThat(point.get(path).statusCode()).as(path).isEqualTo(404);
    }
    String other = "/pki/v1/crl/" + "0".repeat(40) + ".crl";
    assertThat(point.get(other).statusCode()).isEqualTo(404);
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
      HttpResponse<byte[]> response = point.send(method, crl, NOTHING);
      assertThat(response.statusCode()).as(method).isEqualTo(405);
      assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
    }
    assertThat(point.get("/pki/v1/ocsp").headers().firstValue("allow")).contains("POST");
  }

  private static void assertCacheable(HttpResponse<byte[]> response) {
    assertThat(response.headers().firstValue("cache-control"))
        .contains("public, no-transform, must-revalidate, max-age=300");
    for (String header : List.of("date", "last-modified", "expires")) {
      assertThat(response.headers().firstValue(header))
          .as(header)
          .get()
          .asString()
          .endsWith(" GMT");
    }
    assertThat(response.headers().firstValue("etag")).get().asString().matches("\"[0-9a-f]+\"");
  }

  private static final AlgorithmIdentifier SHA_256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);

  private Answer revoke(Grant grant) {
    return pair.work()
        .admin()
        .post("/api/v1/federation/grants/" + grant.id() + "/revoke", UserApi.object());
  }

  private byte[] list(X509Certificate issuer) {
    return point.get(RevocationPoint.crlPath(issuer)).body();
  }

  private X509Certificate anyIssuer() {
    return ServerCertificates.chain(pair.work()).get(1);
  }

  /** The status that a request gets which no client would write. */
  private int raw(String beginning) {
    try (Socket socket = new Socket(pair.work().settings().address(), RevocationPoint.PORT)) {
      socket.setSoTimeout(20_000);
      String request = beginning + "\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer).startsWith("HTTP/1.");
      return Integer.parseInt(answer.substring(9, 12));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int post(byte[] request) throws Exception {
    HttpResponse<byte[]> response = point.send("POST", "/pki/v1/ocsp", request);
    assertThat(response.statusCode()).isEqualTo(200);
    return ocspStatus(response.body());
  }

  private static int ocspStatus(byte[] response) throws Exception {
    return new OCSPResp(response).getStatus();
  }

  private BasicOCSPResp answer(byte[] request) throws Exception {
    return basic(point.send("POST", "/pki/v1/ocsp", request).body());
  }

  private static BasicOCSPResp basic(byte[] response) throws Exception {
    OCSPResp whole = new OCSPResp(response);
    assertThat(whole.getStatus()).isEqualTo(OCSPResp.SUCCESSFUL);
    return (BasicOCSPResp) whole.getResponseObject();
  }

  private CertificateStatus status(X509Certificate issuer, X509Certificate leaf) throws Exception {
    byte[] request = request(CertificateID.HASH_SHA1, issuer, leaf.getSerialNumber());
    return answer(request).getResponses()[0].getCertStatus();
  }

  private static byte[] request(
      AlgorithmIdentifier hash, X509Certificate issuer, BigInteger... serials) throws Exception {
    OCSPReqBuilder builder = new OCSPReqBuilder();
    for (BigInteger serial : serials) {
      var _ = builder.addRequest(id(hash, issuer, serial));
    }
    return builder.build().getEncoded();
  }

  private static byte[] withNonce(X509Certificate issuer, DEROctetString nonce) throws Exception {
    return new OCSPReqBuilder()
        .addRequest(id(CertificateID.HASH_SHA1, issuer, BigInteger.TEN))
        .setRequestExtensions(
            new Extensions(
                new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, nonce.getEncoded())))
        .build()
        .getEncoded();
  }

  private static CertificateID id(
      AlgorithmIdentifier hash, X509Certificate issuer, BigInteger serial) throws Exception {
    return new CertificateID(
        new JcaDigestCalculatorProviderBuilder().build().get(hash),
        new X509CertificateHolder(issuer.getEncoded()),
        serial);
  }

  private static X509Certificate responder(BasicOCSPResp answer) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(answer.getCerts()[0].getEncoded()));
  }
}
