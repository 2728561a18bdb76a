package mosaic.gateway.federation.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import mosaic.ca.CertificateHierarchy;
import mosaic.ca.DnsName;
import mosaic.ca.KeyAlgorithm;
import mosaic.gateway.federation.client.PeerFailure.Defect;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.wire.TraceParent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that misbehaves over real TLS costs a bounded time and never gets anything through. */
@Tag("T-44")
class HostilePeerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Duration SLACK = Duration.ofMillis(1500);
  private static final String GOOD =
      """
      {"items":[{"_source":"local","resource":"tasks","id":"00000000-0000-4000-8000-000000000001",
        "title":"T","body":"","status":"open","note_id":null,
        "owner_id":"00000000-0000-4000-8000-000000000002","team_id":null,
        "created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}],
       "more":false,"next":null}""";

  private final TestPeer server;

  HostilePeerTest() {
    this.server = new TestPeer();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static HttpServerOptions plain() {
    return new HttpServerOptions();
  }

  private PeerOutcome<PeerPage> ask(FederationClient client, ReachablePeer peer) {
    TraceParent trace = TraceParent.of(null, new SecureRandom());
    return client
        .list(peer, ListQuery.all(ResourcePath.all(ResourceType.TASKS)), 50, null, trace, DEADLINE)
        .await()
        .atMost(DEADLINE.plus(SLACK));
  }

  private PeerOutcome<PeerPage> ask(Handler<HttpServerRequest> behaviour) throws Exception {
    int port = server.listen(plain(), behaviour);
    return ask(server.client(DEADLINE), server.at(port));
  }

  private static void assertBroken(PeerOutcome<PeerPage> outcome, Defect... defects) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            PeerOutcome.Failed.class,
            failed ->
                assertThat(failed.failure())
                    .isInstanceOfSatisfying(
                        PeerFailure.Broken.class,
                        broken -> assertThat(List.of(defects)).contains(broken.defect())));
  }

  private static void assertFailed(PeerOutcome<PeerPage> outcome, PeerFailure failure) {
    assertThat(outcome).isEqualTo(new PeerOutcome.Failed<PeerPage>(failure));
  }

  private static HttpServerResponse json(HttpServerRequest request) {
    return request.response().putHeader("content-type", "application/json");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void list_goodPeer_answersOverBothVersionsWithoutTheirSource(boolean http2) throws Exception {
    AtomicReference<HttpVersion> version = new AtomicReference<>();
    AtomicReference<String> trace = new AtomicReference<>();
    HttpServerOptions options = plain();
    if (!http2) {
      options.setAlpnVersions(List.of(HttpVersion.HTTP_1_1));
    }
    int port =
        server.listen(
            options,
            request -> {
              version.set(request.version());
              trace.set(request.getHeader("traceparent"));
              json(request).end(GOOD);
            });

    PeerOutcome<PeerPage> outcome = ask(server.client(DEADLINE), server.at(port));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PeerOutcome.Answered.class,
            answered -> assertThat(((PeerPage) answered.value()).items()).hasSize(1));
    assertThat(version).hasValue(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1);
    assertThat(trace.get()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
  }

  @Test
  void list_severalRequests_shareAConnection() throws Exception {
    Set<HttpConnection> connections =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    int port =
        server.listen(
            plain(),
            request -> {
              connections.add(request.connection());
              json(request).end(GOOD);
            });
    FederationClient client = server.client(DEADLINE);
    ReachablePeer peer = server.at(port);

    for (int i = 0; i < 3; i++) {
      assertThat(ask(client, peer)).isInstanceOf(PeerOutcome.Answered.class);
    }

    assertThat(connections).hasSize(1);
  }

  @Test
  void list_declaredHuge_isTooLarge() throws Exception {
    assertBroken(
        ask(
            request ->
                json(request).putHeader("content-length", "99999999999").write("{\"items\":[")),
        Defect.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void list_endless_isCutOff(boolean http2) throws Exception {
    AtomicInteger sent = new AtomicInteger();
    Buffer chunk = Buffer.buffer(new byte[64 * 1024]);
    HttpServerOptions options = plain();
    if (!http2) {
      options.setAlpnVersions(List.of(HttpVersion.HTTP_1_1));
    }
    int port = server.listen(options, request -> pour(json(request).setChunked(true), chunk, sent));

    assertBroken(ask(server.client(DEADLINE), server.at(port)), Defect.TOO_LARGE);
    assertThat(sent.get()).isLessThan(64 * 1024 * 1024);
  }

  private static void pour(HttpServerResponse response, Buffer chunk, AtomicInteger sent) {
    if (response.closed() || response.ended()) {
      return;
    }
    response
        .write(chunk)
        .onSuccess(
            written -> {
              sent.addAndGet(chunk.length());
              pour(response, chunk, sent);
            });
  }

  @Test
  void list_dripping_timesOut() throws Exception {
    assertFailed(
        ask(
            request -> {
              HttpServerResponse response = json(request).setChunked(true);
              response.write("{");
              server.vertx.setPeriodic(
                  50,
                  timer -> {
                    if (response.closed()) {
                      server.vertx.cancelTimer(timer);
                    } else {
                      response.write(" ");
                    }
                  });
            }),
        new PeerFailure.TimedOut());
  }

  @Test
  void list_silent_timesOutAndTheRequestIsReset() throws Exception {
    CompletableFuture<Throwable> reset = new CompletableFuture<>();
    assertFailed(
        ask(request -> request.response().exceptionHandler(reset::complete)),
        new PeerFailure.TimedOut());

    assertThat(reset).succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void list_redirect_isNotFollowed() throws Exception {
    AtomicInteger elsewhere = new AtomicInteger();
    int other =
        server.listen(
            plain(),
            request -> {
              elsewhere.incrementAndGet();
              json(request).end(GOOD);
            });
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      assertBroken(
          ask(
              request ->
                  request
                      .response()
                      .setStatusCode(status)
                      .putHeader("location", "https://localhost:" + other + "/federation/v1/tasks")
                      .end()),
          Defect.STATUS);
    }
    assertThat(elsewhere).hasValue(0);
  }

  @Test
  void list_html_isTheWrongType() throws Exception {
    assertBroken(
        ask(request -> request.response().putHeader("content-type", "text/html").end(GOOD)),
        Defect.CONTENT_TYPE);
  }

  @Test
  void list_deepJson_isBroken() throws Exception {
    String deep = "{\"items\":" + "[".repeat(4_000_000) + "]".repeat(4_000_000) + "}";
    assertBroken(ask(request -> json(request).end(deep)), Defect.JSON);
  }

  @Test
  void list_rowOfTheYear9999_isBroken() throws Exception {
    String future = GOOD.replace("\"updated_at\":\"2026", "\"updated_at\":\"9999");

    assertBroken(ask(request -> json(request).end(future)), Defect.CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aa aa", "513"})
  void list_cursorThatIsNone_isBroken(String cursor) throws Exception {
    String next = cursor.equals("513") ? "a".repeat(513) : cursor;
    String page = "{\"items\":[],\"more\":true,\"next\":\"" + next + "\"}";

    assertBroken(ask(request -> json(request).end(page)), Defect.CONTENT);
  }

  /** One connection that hangs before or in its handshake must not take those after it along. */
  @Test
  void list_firstConnectionHangs_theNextRequestIsAnsweredInItsTime() throws Exception {
    int healthy = server.listen(plain(), request -> json(request).end(GOOD));
    AtomicInteger connections = new AtomicInteger();
    int port =
        server.listenPlain(
            socket -> {
              if (connections.incrementAndGet() > 1) {
                server.forward(socket, healthy);
              }
            });
    FederationClient client = server.client(DEADLINE);
    ReachablePeer peer = server.at(port);

    PeerOutcome<PeerPage> first = ask(client, peer);
    PeerOutcome<PeerPage> next = ask(client, peer);

    assertFailed(first, new PeerFailure.Offline());
    assertThat(next).isInstanceOf(PeerOutcome.Answered.class);
  }

  @Test
  void list_anotherPinInTheRow_takesEffectAtOnce() throws Exception {
    int port = server.listen(plain(), request -> json(request).end(GOOD));
    FederationClient client = server.client(DEADLINE);
    ReachablePeer peer = server.at(port);
    assertThat(ask(client, peer)).isInstanceOf(PeerOutcome.Answered.class);

    PeerOutcome<PeerPage> outcome = ask(client, TestPeer.pinned(peer, otherCa().rootFingerprint()));

    assertBroken(outcome, Defect.CERTIFICATE);
  }

  @Test
  void list_gzipBomb_isNotInflated() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(" ".repeat(50_000_000).getBytes(StandardCharsets.US_ASCII));
    }
    assertBroken(
        ask(
            request ->
                json(request)
                    .putHeader("content-encoding", "gzip")
                    .end(Buffer.buffer(bytes.toByteArray()))),
        Defect.JSON);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void list_hugeHeaders_isRefused(boolean http2) throws Exception {
    HttpServerOptions options = plain();
    if (!http2) {
      options.setAlpnVersions(List.of(HttpVersion.HTTP_1_1));
    }
    int port =
        server.listen(
            options,
            request -> {
              for (int i = 0; i < 500; i++) {
                request.response().putHeader("x-" + i, "x".repeat(200));
              }
              json(request).end(GOOD);
            });

    PeerOutcome<PeerPage> outcome = ask(server.client(DEADLINE), server.at(port));

    assertThat(outcome).isInstanceOf(PeerOutcome.Failed.class);
  }

  @Test
  void list_cutInTheMiddle_isOffline() throws Exception {
    PeerOutcome<PeerPage> outcome =
        ask(
            request -> {
              json(request).setChunked(true).write("{\"items\":[");
              server.vertx.setTimer(50, later -> request.connection().close());
            });

    assertFailed(outcome, new PeerFailure.Offline());
  }

  @Test
  void list_streamReset_isBroken() throws Exception {
    assertBroken(ask(request -> request.response().reset(2)), Defect.PROTOCOL);
  }

  @Test
  void list_nobodyThere_isOffline() {
    PeerOutcome<PeerPage> outcome = ask(server.client(DEADLINE), server.at(1));

    assertFailed(outcome, new PeerFailure.Offline());
  }

  @Test
  void list_refusalWithCode_keepsTheCodeAndNotTheWords() throws Exception {
    PeerOutcome<PeerPage> outcome =
        ask(
            request ->
                request
                    .response()
                    .setStatusCode(429)
                    .putHeader("content-type", "application/problem+json")
                    .putHeader("retry-after", "7")
                    .end("{\"code\":\"rate-limited\",\"detail\":\"<b>\"}"));

    assertFailed(
        outcome, new PeerFailure.Refused(ProblemCode.RATE_LIMITED, 429, Duration.ofSeconds(7)));
  }

  @Test
  void list_anotherRoot_isBrokenAndNoRequestArrives() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    int port = server.listen(plain(), request -> requests.incrementAndGet());
    CertificateHierarchy other = otherCa();

    PeerOutcome<PeerPage> outcome =
        ask(server.client(DEADLINE), server.at(port, other.rootFingerprint()));

    assertBroken(outcome, Defect.CERTIFICATE);
    assertThat(requests).hasValue(0);
  }

  @Test
  void list_anotherHost_isBrokenAndNothingIsSent() throws Exception {
    AtomicInteger bytes = new AtomicInteger();
    int port =
        server.listenRaw(
            new DnsName("other.example"),
            server.authority(),
            socket -> socket.handler(data -> bytes.addAndGet(data.length())),
            refused -> {});

    assertBroken(ask(server.client(DEADLINE), server.at(port)), Defect.CERTIFICATE);
    assertThat(bytes).hasValue(0);
  }

  /** What a peer looks like that refuses our certificate in the handshake. */
  @ParameterizedTest
  @ValueSource(ints = {10, 20, 23, 28})
  void list_ourCertificateRefused_isAFailureOfTlsAndNoMore(int code) throws Exception {
    PeerOutcome<PeerPage> outcome =
        ask(server.client(DEADLINE), server.at(refusing(code, HttpVersion.HTTP_1_1)));

    assertBroken(outcome, Defect.TLS);
  }

  /** HTTP/2 loses the alert (FACTS). */
  @Test
  void list_revokedAlertOverHttp2_isNothingWorseThanOffline() throws Exception {
    PeerOutcome<PeerPage> outcome =
        ask(server.client(DEADLINE), server.at(refusing(23, HttpVersion.HTTP_2)));

    assertThat(outcome)
        .isIn(
            new PeerOutcome.Failed<PeerPage>(new PeerFailure.Offline()),
            new PeerOutcome.Failed<PeerPage>(new PeerFailure.Broken(Defect.TLS)));
  }

  /** Seven bytes that anybody on the way can send, and which prove nothing. */
  @Test
  @Tag("M6-07")
  void list_revokedAlertInPlaintextBeforeAnyCertificate_isAFailureOfTlsAndNoMore()
      throws Exception {
    Buffer alert = Buffer.buffer(new byte[] {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x2c});
    int port = server.listenPlain(socket -> socket.handler(hello -> socket.write(alert)));
    ReachablePeer peer = server.at(port);

    PeerOutcome<PeerPage> outcome = ask(server.client(DEADLINE), peer);

    assertBroken(outcome, Defect.TLS);
    assertThat(StandingChange.after(peer.peer(), outcome, server.clock.instant()))
        .isEqualTo(StandingChange.FAILED);
  }

  private int refusing(int code, HttpVersion version) throws Exception {
    HttpServerOptions options = new HttpServerOptions().setAlpnVersions(List.of(version));
    return server.listen(
        options,
        request -> request.response().end(),
        () -> {
          throw new OpenSslCertificateException("refused", code);
        });
  }

  private static CertificateHierarchy otherCa() {
    return CertificateHierarchy.create(
        "other", KeyAlgorithm.EC_P256, Clock.systemUTC(), new SecureRandom());
  }
}
