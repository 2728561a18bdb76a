package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A peer with a good certificate that sends what it should not: every answer is a bounded refusal,
 * the connection ends where two readers could disagree, and others are served all the while.
 */
@ExtendWith(SharedGateways.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileTrafficTest {
  private static final String TASKS = "/federation/v1/tasks";
  private static final String GET = "GET " + TASKS + " HTTP/1.1\r\nHost: {host}\r\n";
  private static final int MANY = 20_000;
  private static final double NANOS_IN_MILLI = 1e6;

  /** RFC 9113, 6.5.2. */
  private static final int INITIAL_WINDOW_SIZE = 4;

  private final GatewayPair pair;
  private final ClientCertificate attacker;
  private final ClientCertificate neighbour;

  HostileTrafficTest(GatewayPair pair) {
    this.pair = pair;
    Story story = Story.of(pair);
    attacker = story.certificate(story.grant(Scope.of("tasks")));
    Story another = Story.of(pair);
    neighbour = another.certificate(another.grant(Scope.of("tasks")));
  }

  // HTTP/1.1

  /** What follows such a request on the connection is never read as another one (T-42). */
  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  @Tag("T-42")
  void request_malformed_isRefusedAndEndsTheConnection(String what, String template)
      throws Exception {
    String second = "GET /federation/v1/capabilities HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
    byte[] answered;
    try (FederationSocket connection = FederationSocket.open(pair.work(), attacker)) {
      connection.send(template.replace("{host}", host()) + second);
      answered = connection.untilClosed();
    }

    Answer answer = RawHttp.parse(answered);
    assertThat(answer.status()).as(what + ": " + answer).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("request-invalid");
    assertThat(answer.body()).doesNotContain("HTTP/1.1", "xception");
    assertNeighbourIsServed();
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("bare LF", ("GET " + TASKS + " HTTP/1.1\nHost: {host}\n\n")),
        Arguments.of("bare LF in headers", GET + "a: b\nc: d\r\n\r\n"),
        Arguments.of("bare LF at the end", GET + "\n"),
        Arguments.of("bare CR in a value", GET + "a: b\rc: d\r\n\r\n"),
        Arguments.of("NUL in a value", GET + "a: b\0c\r\n\r\n"),
        Arguments.of("blank before the colon", GET + "a : b\r\n\r\n"),
        Arguments.of("Host with a blank before the colon", GET + "Host : other\r\n\r\n"),
        Arguments.of("header without a name", GET + ": b\r\n\r\n"),
        Arguments.of("header without a colon", GET + "nothing\r\n\r\n"),
        Arguments.of("length twice", GET + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("two lengths", GET + "Content-Length: 0\r\nContent-Length: 7\r\n\r\n"),
        Arguments.of("list of lengths", GET + "Content-Length: 0, 0\r\n\r\n"),
        Arguments.of("length with a sign", GET + "Content-Length: +0\r\n\r\n"),
        Arguments.of("negative length", GET + "Content-Length: -1\r\n\r\n"),
        Arguments.of("hexadecimal length", GET + "Content-Length: 0x0\r\n\r\n"),
        Arguments.of("huge length", GET + "Content-Length: 99999999999999999999\r\n\r\n"),
        Arguments.of("unknown coding", GET + "Transfer-Encoding: xchunked\r\n\r\n"),
        Arguments.of("coding after a tab", GET + "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n"),
        Arguments.of("two codings", GET + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        Arguments.of(
            "a packed body", GET + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
        Arguments.of("no version", "GET " + TASKS + "\r\n\r\n"));
  }

  /** Where no answer can be written, the connection just ends, and nothing after it is read. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("unanswerable")
  @Tag("T-42")
  void request_thatCannotBeAnswered_endsTheConnection(String what, String template)
      throws Exception {
    String second = "GET /federation/v1/capabilities HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
    byte[] answered;
    try (FederationSocket connection = FederationSocket.open(pair.work(), attacker)) {
      try {
        connection.send(template.replace("{host}", host()) + second);
      } catch (SocketException closed) {
        // It did not wait for the end of it.
      }
      answered = connection.untilClosed();
    } catch (SocketException reset) {
      answered = new byte[0];
    }

    assertThat(new String(answered, StandardCharsets.UTF_8))
        .as(what)
        .doesNotContain(" 200 ", "xception", "protocol");
    assertNeighbourIsServed();
  }

  static Stream<Arguments> unanswerable() {
    return Stream.of(
        Arguments.of("chunks ended by LF", GET + "Transfer-Encoding: chunked\r\n\r\n0\n\n"),
        Arguments.of("odd version", "GET " + TASKS + " HTTP/3.7\r\nHost: {host}\r\n\r\n"),
        Arguments.of("10,000 headers", GET + "a: b\r\n".repeat(10_000) + "\r\n"),
        Arguments.of("a header of a megabyte", GET + "a: " + "b".repeat(1 << 20) + "\r\n\r\n"),
        Arguments.of(
            "a path of a megabyte",
            "GET /" + "a".repeat(1 << 20) + " HTTP/1.1\r\nHost: {host}\r\n\r\n"));
  }

  /** Neither becomes another protocol, nor is answered as if something had gone wrong here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        """,
        """
        Connection: Upgrade, HTTP2-Settings
        Upgrade: h2c
        HTTP2-Settings: AAMA
        """,
        """
        Expect: 100-continue
        """,
        """
        Expect: a miracle
        """
      })
  void request_thatWantsAnotherProtocol_isAnsweredInThisOne(String wish) throws Exception {
    String head = "GET " + TASKS + " HTTP/1.1\nHost: " + host() + "\n";
    String asked = head + wish + "\n" + head + "Connection: close\n\n";
    byte[] answered;
    try (FederationSocket connection = FederationSocket.open(pair.work(), attacker)) {
      connection.send(asked.replace("\n", "\r\n"));
      answered = connection.untilClosed();
    }

    String text = new String(answered, StandardCharsets.UTF_8);
    assertThat(text).startsWith("HTTP/1.1 200 ");
    assertThat(text.split("HTTP/1.1 200 ", -1)).as(text).hasSize(3);
  }

  // HTTP/2

  /** No spelling of a path gets to another one, in any protocol (T-33). */
  @Test
  @Tag("T-33")
  void path_otherSpellingInHttp2_isNone() throws Exception {
    String team = "00000000-0000-4000-8000-000000000001";
    List<String> paths =
        List.of(
            "/federation/v1/teams/../tasks",
            "/federation/v1/teams/" + team + "/../../tasks",
            "/federation/v1/teams/%2e%2e%2ftasks",
            "/federation/v1/teams/" + team + "%2ftasks",
            "/federation/v1/teams/" + team + "/tasks;x=y",
            "/federation/v1//tasks",
            "//federation/v1/tasks",
            "/federation/v1/tasks/",
            "/federation/v1/./tasks",
            "/federation/v1/%74asks",
            "/federation/v1/%2574asks",
            "/federation/v1/t\u00c1\u00a1sks",
            "/federation/v1/%c1%a1sks",
            "/federation/v1/TASKS",
            "/federation/v1/tasks%00",
            "/federation/v1/tasks#x",
            "/federation/v1\\tasks",
            "https://" + host() + TASKS,
            "https://other.example" + TASKS,
            "federation/v1/tasks",
            "*");
    SoftAssertions all = new SoftAssertions();
    for (String path : paths) {
      try (Http2Socket connection = Http2Socket.open(pair.work(), attacker)) {
        connection.request(1, head("GET", path));
        all.assertThat(connection.outcome(1)).as(path).isIn("400", "404", "reset", "goaway");
      }
    }
    all.assertAll();
  }

  @Test
  @Tag("T-42")
  void request_malformedInHttp2_isRefused() throws Exception {
    SoftAssertions all = new SoftAssertions();
    for (List<String> request :
        List.of(
            List.of(":method", "GET", ":scheme", "https", ":authority", host()),
            List.of(":scheme", "https", ":path", TASKS, ":authority", host()),
            List.of(":method", "GET", ":path", TASKS, ":authority", host()),
            List.<String>of(),
            and(head("GET", TASKS), ":path", "/federation/v1/notes"),
            and(head("GET", TASKS), ":method", "POST"),
            and(head("GET", TASKS), ":status", "200"),
            and(head("GET", TASKS), ":unknown", "x"),
            List.of("a", "b", ":method", "GET", ":scheme", "https", ":path", TASKS),
            and(head("GET", TASKS), "Upper", "case"),
            and(head("GET", TASKS), "connection", "close"),
            and(head("GET", TASKS), "transfer-encoding", "chunked"),
            and(head("GET", TASKS), "te", "gzip"),
            and(head("GET", TASKS), "content-length", "5"),
            and(head("GET", TASKS), "content-length", "x"),
            and(head("GET", TASKS), "host", "other.example"),
            and(and(head("GET", TASKS), "host", host()), "host", "other.example"),
            and(head("GET", TASKS), "a", "b\r\nhost: other.example"),
            and(head("GET", TASKS), "a", "b\0c"),
            and(head("GET", TASKS), "a b", "c"),
            head("GET", TASKS + " HTTP/1.1\r\nhost: other.example"),
            head("GET", ""),
            head("get", TASKS),
            head("CONNECT", TASKS),
            head("POST", TASKS))) {
      try (Http2Socket connection = Http2Socket.open(pair.work(), attacker)) {
        connection.request(1, request);
        all.assertThat(connection.outcome(1))
            .as(request.toString())
            .matches("4[0-9][0-9]|reset|goaway|closed");
      }
    }
    all.assertAll();
    assertNeighbourIsServed();
  }

  /** A host that says what the authority says is no other host (RFC 9113, 8.3.1). */
  @Test
  void request_withTheSameHostTwiceInHttp2_isAnswered() throws Exception {
    try (Http2Socket connection = Http2Socket.open(pair.work(), attacker)) {
      connection.request(1, and(head("GET", TASKS), "host", host()));
      assertThat(connection.outcome(1)).isEqualTo("200");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  @Tag("T-43")
  void flood_ofOnePeer_endsItsConnectionAndNobodyElses(String what, Flood flood) throws Exception {
    try (Http2Socket connection = Http2Socket.open(pair.work(), attacker, INITIAL_WINDOW_SIZE, 0)) {
      try {
        flood.over(connection, this);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException ended) {
        assertNeighbourIsServed();
        return;
      }
      assertNeighbourIsServed();
      connection.untilEnded();
    }
    assertNeighbourIsServed();
  }

  /**
   * Every flood, one connection after the other, beside a peer that reads: {@code
   * -Dmosaic.attack.millis=10000} for the figures of BENCHMARKS.md, which this prints.
   */
  @Test
  @Tag("T-43")
  void flood_oneConnectionAfterTheOther_leavesNoRequestOfANeighbourUnanswered() throws Exception {
    Duration each = Duration.ofMillis(Integer.getInteger("mosaic.attack.millis", 300));
    try (HttpClient client = client(neighbour)) {
      var _ = served(client, each);
      for (Arguments flood : floods().toList()) {
        List<Double> before = served(client, each);
        List<Double> during;
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor()) {
          var _ = attackers.submit(() -> attack((Flood) flood.get()[1], over));
          try {
            during = served(client, each);
          } finally {
            over.set(true);
          }
        }
        System.out.printf(
            Locale.ROOT,
            "| %s | %.2f | %.2f | %.2f | %.2f |%n",
            flood.get()[0],
            percentile(before, 50),
            percentile(during, 50),
            percentile(before, 99),
            percentile(during, 99));
      }
    }
  }

  private void attack(Flood flood, AtomicBoolean over) {
    while (!over.get()) {
      try (Http2Socket connection =
          Http2Socket.open(pair.work(), attacker, INITIAL_WINDOW_SIZE, 0)) {
        flood.over(connection, this);
        connection.untilEnded();
      } catch (IOException ended) {
        // and once more
      }
    }
  }

  /** How long each of a row of requests took, in ms; every one of them was answered. */
  private List<Double> served(HttpClient client, Duration during) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://" + host() + TASKS))
            .timeout(Duration.ofSeconds(20))
            .build();
    List<Double> took = new ArrayList<>();
    Deadline end = Deadline.in(during);
    while (!end.passed()) {
      long start = System.nanoTime();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      took.add((System.nanoTime() - start) / NANOS_IN_MILLI);
    }
    return took;
  }

  private static double percentile(List<Double> values, int percent) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((sorted.size() - 1) * percent / 100);
  }

  private HttpClient client(ClientCertificate certificate) {
    return HttpClient.newBuilder()
        .sslContext(
            ServerTrust.only(
                Pem.certificate(pair.work().caRootFile()), new PresentedKey(certificate)))
        .connectTimeout(Duration.ofSeconds(20))
        .build();
  }

  /** What somebody sends who does not care for answers. */
  interface Flood {
    void over(Http2Socket connection, HostileTrafficTest test) throws IOException;
  }

  static Stream<Arguments> floods() {
    return Stream.of(
        flood(
            "rapid reset",
            (connection, test) -> {
              for (int stream = 1; stream < MANY; stream += 2) {
                connection.request(stream, test.head("GET", TASKS));
                connection.send(
                    Http2Socket.frame(Http2Socket.RST_STREAM, 0, stream, Http2Socket.fourBytes(8)));
              }
            }),
        flood(
            "CONTINUATION without end",
            (connection, test) -> {
              byte[] block = Http2Socket.block(List.of("a", "b".repeat(100)));
              connection.send(
                  Http2Socket.frame(
                      Http2Socket.HEADERS, 0, 1, Http2Socket.block(test.head("GET", TASKS))));
              for (int sent = 0; sent < MANY; sent++) {
                connection.send(Http2Socket.frame(Http2Socket.CONTINUATION, 0, 1, block));
              }
            }),
        flood(
            "empty CONTINUATION without end",
            (connection, test) -> {
              connection.send(
                  Http2Socket.frame(
                      Http2Socket.HEADERS, 0, 1, Http2Socket.block(test.head("GET", TASKS))));
              for (int sent = 0; sent < MANY; sent++) {
                connection.send(Http2Socket.frame(Http2Socket.CONTINUATION, 0, 1, new byte[0]));
              }
            }),
        flood(
            "empty DATA without end",
            (connection, test) -> {
              connection.send(
                  Http2Socket.frame(
                      Http2Socket.HEADERS,
                      Http2Socket.END_HEADERS,
                      1,
                      Http2Socket.block(test.head("POST", TASKS))));
              for (int sent = 0; sent < MANY; sent++) {
                connection.send(Http2Socket.frame(Http2Socket.DATA, 0, 1, new byte[0]));
              }
            }),
        flood(
            "PING, and no answer is taken",
            (connection, test) -> {
              byte[] pings = repeated(Http2Socket.frame(Http2Socket.PING, 0, 0, new byte[8]), 1000);
              for (int sent = 0; sent < 5 * MANY; sent++) {
                connection.send(pings);
              }
            }),
        flood(
            "SETTINGS, and no answer is taken",
            (connection, test) -> {
              byte[] settings =
                  repeated(Http2Socket.frame(Http2Socket.SETTINGS, 0, 0, new byte[0]), 1000);
              for (int sent = 0; sent < 5 * MANY; sent++) {
                connection.send(settings);
              }
            }),
        flood(
            "small table, large headers",
            (connection, test) -> {
              // An entry of the dynamic table, and then only references to it (RFC 7541, 6.1).
              byte[] block = Http2Socket.block(test.head("GET", TASKS));
              byte[] entry = Http2Socket.block(List.of("a", "b".repeat(4000)));
              entry[0] = 0x40;
              byte[] bomb = Arrays.copyOf(block, block.length + entry.length + 12_000);
              System.arraycopy(entry, 0, bomb, block.length, entry.length);
              Arrays.fill(bomb, block.length + entry.length, bomb.length, (byte) (0x80 | 62));
              for (int stream = 1; stream < 2_000; stream += 2) {
                connection.send(
                    Http2Socket.frame(
                        Http2Socket.HEADERS,
                        Http2Socket.END_STREAM | Http2Socket.END_HEADERS,
                        stream,
                        bomb));
              }
              connection.send(Http2Socket.frame(Http2Socket.PING, 0, 1, new byte[8]));
            }),
        flood(
            "a frame that is too large",
            (connection, test) ->
                connection.send(Http2Socket.frame(Http2Socket.DATA, 0, 1, new byte[1 << 20]))),
        flood(
            "a window that is too large",
            (connection, test) -> {
              for (int sent = 0; sent < 3; sent++) {
                connection.send(
                    Http2Socket.frame(
                        Http2Socket.WINDOW_UPDATE, 0, 0, Http2Socket.fourBytes(Integer.MAX_VALUE)));
              }
            }));
  }

  private static Arguments flood(String what, Flood flood) {
    return Arguments.of(what, flood);
  }

  private static byte[] repeated(byte[] bytes, int times) {
    byte[] repeated = new byte[bytes.length * times];
    for (int at = 0; at < times; at++) {
      System.arraycopy(bytes, 0, repeated, at * bytes.length, bytes.length);
    }
    return repeated;
  }

  private void assertNeighbourIsServed() {
    WireOutcome outcome = FederationListener.of(pair.work()).get(neighbour, TASKS);
    assertThat(outcome.status()).as(outcome.toString()).isEqualTo(200);
  }

  private List<String> head(String method, String path) {
    return List.of(":method", method, ":scheme", "https", ":path", path, ":authority", host());
  }

  private static List<String> and(List<String> head, String name, String value) {
    List<String> all = new ArrayList<>(head);
    all.add(name);
    all.add(value);
    return all;
  }

  private String host() {
    return pair.work().serverName() + ":" + GatewaySettings.FEDERATION_PORT;
  }
}
