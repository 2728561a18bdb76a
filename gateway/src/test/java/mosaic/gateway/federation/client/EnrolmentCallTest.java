package mosaic.gateway.federation.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import mosaic.ca.CertificateHierarchy;
import mosaic.ca.CertificateRequest;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.ca.KeyAlgorithm;
import mosaic.ca.Pem;
import mosaic.gateway.federation.client.PeerFailure.Defect;
import mosaic.gateway.problem.ProblemCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The enrolment call against real TLS: what is sent when, and what is taken back. */
class EnrolmentCallTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String TOKEN = "Abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE";

  private final TestPeer server = new TestPeer();
  private final KeyPair key = KeyAlgorithm.EC_P256.generate(RANDOM);

  @AfterEach
  void close() {
    server.close();
  }

  private PeerOutcome<IssuedCertificate> enrol(int port, Fingerprint pin) {
    EnrolmentUrl url =
        EnrolmentUrl.parse(
            "https://localhost:%d/federation/enrolment/v1/%s#token=%s&ca=%s"
                .formatted(port, TestPeer.GRANT, TOKEN, pin));
    CertificateRequest csr = CertificateRequest.create(key, new DnsName("home.example"), RANDOM);
    return new EnrolmentCall(server.vertx, server.addresses(), server.clock)
        .send(
            url,
            EnrolmentOffer.of(
                csr, "home.example", Pem.encode(server.hierarchy.root().certificate())))
        .await()
        .atMost(Duration.ofSeconds(20));
  }

  /** Answers every request with one body, whole at the TCP level. */
  private int answering(String head, UnaryOperator<JsonObject> change) throws Exception {
    JsonObject good =
        new JsonObject()
            .put("grant_id", TestPeer.GRANT.toString())
            .put(
                "certificate_chain",
                Pem.encode(server.grantChain(key.getPublic(), TestPeer.GRANT).subList(0, 2)))
            .put("ca_root", Pem.encode(server.hierarchy.root().certificate()))
            .put("federation_url", "https://localhost:8444")
            .put("expires_at", "2030-01-01T00:00:00.000000Z");
    Buffer body = change.apply(good).toBuffer();
    return server.listenRaw(
        TestPeer.HOST, server.authority(), socket -> reply(socket, head, body), refused -> {});
  }

  private static void reply(NetSocket socket, String head, Buffer body) {
    Buffer received = Buffer.buffer();
    socket.handler(
        data -> {
          received.appendBuffer(data);
          if (received.toString().contains("requesting_ca")) {
            socket.write(
                Buffer.buffer(head + "\r\ncontent-length: " + body.length() + "\r\n\r\n")
                    .appendBuffer(body));
          }
        });
  }

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json";

  private void assertBroken(int port, Defect defect) {
    assertThat(enrol(port, server.root()))
        .isEqualTo(new PeerOutcome.Failed<IssuedCertificate>(new PeerFailure.Broken(defect)));
  }

  @Test
  void send_goodPeer_givesTheCertificate() throws Exception {
    PeerOutcome<IssuedCertificate> outcome = enrol(answering(OK, good -> good), server.root());

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PeerOutcome.Answered.class,
            answered -> {
              IssuedCertificate issued = (IssuedCertificate) answered.value();
              assertThat(issued.chain().getFirst().getPublicKey()).isEqualTo(key.getPublic());
              assertThat(issued.federationUrl()).hasToString("https://localhost:8444");
            });
  }

  @Test
  @Tag("T-44")
  void send_anotherRoot_notAByteReachesTheServer() throws Exception {
    AtomicInteger bytes = new AtomicInteger();
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    int port =
        server.listenRaw(
            TestPeer.HOST,
            server.authority(),
            socket -> socket.handler(data -> bytes.addAndGet(data.length())),
            refused::complete);
    CertificateHierarchy other =
        CertificateHierarchy.create("x", KeyAlgorithm.EC_P256, Clock.systemUTC(), RANDOM);

    PeerOutcome<IssuedCertificate> outcome = enrol(port, other.rootFingerprint());

    assertThat(outcome)
        .isEqualTo(
            new PeerOutcome.Failed<IssuedCertificate>(new PeerFailure.Broken(Defect.CERTIFICATE)));
    assertThat(PeerProblems.ofEnrolment(new PeerFailure.Broken(Defect.CERTIFICATE), TestPeer.HOST))
        .extracting(problem -> problem.code())
        .isEqualTo(ProblemCode.PEER_CA_MISMATCH);
    assertThat(refused).as("the server saw the handshake fail").succeedsWithin(SOON);
    assertThat(bytes).hasValue(0);
  }

  @Test
  @Tag("T-44")
  void send_rightRootButAnotherHost_notAByteReachesTheServer() throws Exception {
    AtomicInteger bytes = new AtomicInteger();
    int port =
        server.listenRaw(
            new DnsName("other.example"),
            server.authority(),
            socket -> socket.handler(data -> bytes.addAndGet(data.length())),
            refused -> {});

    assertBroken(port, Defect.CERTIFICATE);
    assertThat(bytes).hasValue(0);
  }

  /** The pinned root itself is public: to send it without its key helps nobody. */
  @Test
  @Tag("T-44")
  void send_pinnedRootAfterAForeignLeaf_notAByteReachesTheServer() throws Exception {
    AtomicInteger bytes = new AtomicInteger();
    CertificateHierarchy other =
        CertificateHierarchy.create("x", KeyAlgorithm.EC_P256, Clock.systemUTC(), RANDOM);
    int port =
        server.listenRaw(
            TestPeer.HOST,
            other.issuingAuthority(Clock.systemUTC(), RANDOM),
            server.hierarchy.root().certificate(),
            socket -> socket.handler(data -> bytes.addAndGet(data.length())));

    assertBroken(port, Defect.CERTIFICATE);
    assertThat(bytes).hasValue(0);
  }

  @Test
  void send_anotherGrantInTheAnswer_isBroken() throws Exception {
    UUID other = UUID.randomUUID();
    assertBroken(answering(OK, good -> good.put("grant_id", other.toString())), Defect.CONTENT);
    assertBroken(
        answering(
            OK,
            good ->
                good.put(
                    "certificate_chain", Pem.encode(server.grantChain(key.getPublic(), other)))),
        Defect.CONTENT);
  }

  @Test
  void send_certificateForAnotherKey_isBroken() throws Exception {
    KeyPair other = KeyAlgorithm.EC_P256.generate(RANDOM);
    assertBroken(
        answering(
            OK,
            good ->
                good.put(
                    "certificate_chain",
                    Pem.encode(server.grantChain(other.getPublic(), TestPeer.GRANT)))),
        Defect.CONTENT);
  }

  @Test
  void send_certificateOfAnotherCa_isBroken() throws Exception {
    try (TestPeer other = new TestPeer()) {
      assertBroken(
          answering(
              OK,
              good ->
                  good.put(
                      "certificate_chain",
                      Pem.encode(other.grantChain(key.getPublic(), TestPeer.GRANT)))),
          Defect.CONTENT);
      assertBroken(
          answering(
              OK, good -> good.put("ca_root", Pem.encode(other.hierarchy.root().certificate()))),
          Defect.CONTENT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example:8444",
        "https://localhost",
        "https://localhost:0",
        "https://localhost:99999",
        "http://localhost:8444",
        "https://u@localhost:8444",
        "https://localhost:8444/x",
        "https://localhost:8444?x",
        "https://localhost:8444#x",
        "https://127.0.0.1:8444",
        "ftp://localhost:1",
        "localhost:8444",
        "https://localhost:8444\nx",
        ""
      })
  void send_federationUrlElsewhere_isBroken(String address) throws Exception {
    assertBroken(answering(OK, good -> good.put("federation_url", address)), Defect.CONTENT);
  }

  @Test
  void send_hugeAnswer_isBroken() throws Exception {
    assertBroken(answering(OK, good -> good.put("x", "x".repeat(100_000))), Defect.TOO_LARGE);
  }

  @Test
  void send_tokenGone_isOurProblemInOurWords() throws Exception {
    int port =
        answering(
            "HTTP/1.1 410 Gone\r\ncontent-type: application/problem+json",
            good -> new JsonObject().put("code", "enrolment-token-gone").put("detail", "<evil>"));

    PeerOutcome<IssuedCertificate> outcome = enrol(port, server.root());

    PeerFailure failure = new PeerFailure.Refused(ProblemCode.ENROLMENT_TOKEN_GONE, 410, null);
    assertThat(outcome).isEqualTo(new PeerOutcome.Failed<IssuedCertificate>(failure));
    assertThat(PeerProblems.ofEnrolment(failure, TestPeer.HOST).code())
        .isEqualTo(ProblemCode.ENROLMENT_TOKEN_GONE);
  }

  @Test
  void ofEnrolment_otherRefusal_carriesTheirCodeOrUnknown() {
    PeerFailure known = new PeerFailure.Refused(ProblemCode.REQUESTING_SERVER_MISMATCH, 409, null);
    PeerFailure unknown = new PeerFailure.Refused(null, 418, null);

    assertThat(PeerProblems.ofEnrolment(known, TestPeer.HOST).code())
        .isEqualTo(ProblemCode.PEER_REFUSED);
    assertThat(PeerProblems.ofEnrolment(known, TestPeer.HOST).extensions())
        .containsEntry("peer_code", "requesting-server-mismatch");
    assertThat(PeerProblems.ofEnrolment(unknown, TestPeer.HOST).extensions())
        .containsEntry("peer_code", "unknown");
  }
}
