package mosaic.gateway.embedding;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import mosaic.gateway.embedding.EmbedderFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real HTTP server, which answers as it is told to. */
class OpenAiEmbedderTest {
  private static final String KEY = "sk-test-0123456789";
  private static final String SECRET_TEXT = "the vault is behind the curtain";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AtomicReference<Responder> responder = new AtomicReference<>();
  private final AtomicReference<String> authorization = new AtomicReference<>();
  private final AtomicReference<JsonNode> request = new AtomicReference<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server = server();

  private interface Responder {
    void answer(HttpExchange exchange) throws IOException;
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @BeforeEach
  void start() {
    start(server);
  }

  private void start(HttpServer one) {
    one.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    one.createContext(
        "/v1/embeddings",
        exchange -> {
          authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
          request.set(JSON.readTree(exchange.getRequestBody()));
          requireNonNull(responder.get()).answer(exchange);
          exchange.close();
        });
    one.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  @Test
  void embed_twoTexts_sendsModelTextsAndKeyAndReadsVectorsByTheirIndex() {
    respond(
        200,
        """
        {"object":"list","model":"m","usage":{"total_tokens":3},
         "data":[{"object":"embedding","index":1,"embedding":[0,-1.5,2e-3]},
                 {"object":"embedding","index":0,"embedding":[1,0,0]}]}""");

    List<float[]> vectors = embed(embedder("http", "/v1"), "first", "second");

    assertThat(vectors).containsExactly(new float[] {1, 0, 0}, new float[] {0, -1.5f, 2e-3f});
    assertThat(request.get())
        .isEqualTo(
            JSON.createObjectNode()
                .put("model", "m")
                .set("input", JSON.createArrayNode().add("first").add("second")));
    assertThat(authorization.get()).isEqualTo("Bearer " + KEY);
  }

  @Test
  void embed_withoutKeyAndWithASlash_works() {
    respond(200, vectors("[1,0,0]"));

    var vectors =
        embed(
            new OpenAiEmbedder(settings("http", "/v1/", Optional.empty(), Duration.ofSeconds(5))),
            "x");

    assertThat(vectors).hasSize(1);
    assertThat(authorization.get()).isNull();
  }

  @Test
  void embed_longText_isCut() {
    respond(200, vectors("[1,0,0]"));

    var _ = embed(embedder("http", "/v1"), "x".repeat(100_000));

    assertThat(requireNonNull(request.get()).path("input").get(0).asText())
        .hasSize(Embedder.MOST_CHARACTERS);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "400, TEXT_REFUSED",
    "413, TEXT_REFUSED",
    "422, TEXT_REFUSED",
    "401, UNAVAILABLE",
    "403, UNAVAILABLE",
    "404, UNAVAILABLE",
    "429, UNAVAILABLE",
    "500, UNAVAILABLE",
    "503, UNAVAILABLE",
    "204, UNAVAILABLE"
  })
  void embed_statusThatIsNot200_failsInKind(int status, Kind kind) {
    respond(status, status == 204 ? "" : "{\"error\":\"" + SECRET_TEXT + "\"}");

    assertFails(embedder("http", "/v1"), kind, "status " + status);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{}",
        "{\"data\":[]}",
        "{\"data\":{\"index\":0}}",
        "{\"data\":[{\"index\":0,\"embedding\":[1,0]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[1,0,0,0]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[0,0,0]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[1e-30,0,0]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[3e38,3e38,0]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[1,\"0\",0]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[1,null,0]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[1,NaN,0]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[1,1e99,0]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":\"AAAA\"}]}",
        "{\"data\":[{\"index\":1,\"embedding\":[1,0,0]}]}",
        "{\"data\":[{\"index\":-1,\"embedding\":[1,0,0]}]}",
        "{\"data\":[{\"embedding\":[1,0,0]}]}",
        "{\"data\":[{\"index\":0,\"embedding\":[1,0,0]},{\"index\":0,\"embedding\":[1,0,0]}]}"
      })
  void embed_answerThatIsNoneOfOurs_isUnusable(String body) {
    respond(200, body);

    assertFails(embedder("http", "/v1"), Kind.ANSWER_UNUSABLE, "the answer of");
  }

  @Test
  void embed_oneIndexTwice_isUnusable() {
    respond(200, vectors("[1,0,0]", "[1,0,0]").replace("\"index\":1", "\"index\":0"));

    assertThatThrownBy(() -> embed(embedder("http", "/v1"), "a", "b"))
        .isInstanceOf(EmbedderFailure.class)
        .hasMessageContaining("which vector");
  }

  @Test
  void embed_wrongLength_saysBothLengths() {
    respond(200, vectors("[1,0]"));

    assertFails(embedder("http", "/v1"), Kind.ANSWER_UNUSABLE, "2 numbers");
  }

  @Test
  void embed_answerWithoutEnd_isGivenUp() {
    CountDownLatch cut = new CountDownLatch(1);
    responder.set(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] chunk = new byte[64 * 1024];
          try (OutputStream body = exchange.getResponseBody()) {
            while (true) {
              body.write(chunk);
            }
          } catch (IOException gone) {
            cut.countDown();
          }
        });

    assertFails(embedder("http", "/v1"), Kind.UNAVAILABLE, "broke the call off");
    assertThat(happens(cut)).as("the server sees that we went").isTrue();
  }

  @ParameterizedTest(name = "headers sent: {0}")
  @ValueSource(booleans = {true, false})
  void embed_serverStalls_isGivenUpAfterTheTimeout(boolean headers) {
    responder.set(
        exchange -> {
          if (headers) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
          }
          happens(over);
        });

    assertFails(
        new OpenAiEmbedder(settings("http", "/v1", Optional.of(KEY), Duration.ofMillis(300))),
        Kind.UNAVAILABLE,
        "did not answer within 300 ms");
  }

  @Test
  void embed_nobodyListens_isUnavailable() {
    server.stop(0);

    assertFails(embedder("http", "/v1"), Kind.UNAVAILABLE, "cannot be reached");
  }

  @Test
  void embed_redirect_isNotFollowed() {
    responder.set(
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(307, -1);
        });

    assertFails(embedder("http", "/v1"), Kind.UNAVAILABLE, "status 307");
  }

  @Test
  void embed_overTls_worksWhereTheCertificateIsTrustedAndOnlyThere() throws Exception {
    server.stop(0);
    SSLContext identity = TestTls.selfSigned();
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(identity));
    server = https;
    start(https);
    respond(200, vectors("[1,0,0]"));
    OpenAiEmbedder.Settings settings =
        settings("https", "/v1", Optional.of(KEY), Duration.ofSeconds(5));

    assertThat(
            embed(new OpenAiEmbedder(settings, HttpClient.newBuilder().sslContext(identity)), "x"))
        .hasSize(1);

    request.set(JSON.nullNode());
    assertFails(new OpenAiEmbedder(settings), Kind.UNAVAILABLE, "TLS failed");
    assertThat(requireNonNull(request.get()).isNull()).as("no text was sent").isTrue();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void toString_neverShowsTheKey(String text) {
    assertThat(text).doesNotContain(KEY);
  }

  static List<String> texts() {
    OpenAiEmbedder.Settings settings =
        new OpenAiEmbedder.Settings(
            URI.create("https://a.example/v1"), "m", Optional.of(KEY), 3, Duration.ofSeconds(1));
    return List.of(settings.toString(), new OpenAiEmbedder(settings).toString());
  }

  private OpenAiEmbedder embedder(String scheme, String path) {
    return new OpenAiEmbedder(settings(scheme, path, Optional.of(KEY), Duration.ofSeconds(5)));
  }

  private OpenAiEmbedder.Settings settings(
      String scheme, String path, Optional<String> key, Duration timeout) {
    return new OpenAiEmbedder.Settings(
        URI.create(scheme + "://localhost:" + server.getAddress().getPort() + path),
        "m",
        key,
        3,
        timeout);
  }

  private void respond(int status, String body) {
    responder.set(
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
        });
  }

  private static String vectors(String... vectors) {
    return "{\"data\":[%s]}"
        .formatted(
            String.join(
                ",",
                IntStream.range(0, vectors.length)
                    .mapToObj(i -> "{\"index\":%d,\"embedding\":%s}".formatted(i, vectors[i]))
                    .toList()));
  }

  private static List<float[]> embed(Embedder embedder, String... texts) {
    return embedder.embed(List.of(texts)).await().atMost(Duration.ofSeconds(20));
  }

  private static void assertFails(Embedder embedder, Kind kind, String words) {
    assertThatThrownBy(() -> embed(embedder, SECRET_TEXT))
        .isInstanceOf(EmbedderFailure.class)
        .hasMessageContaining("localhost")
        .hasMessageContaining(words)
        .message()
        .doesNotContain(SECRET_TEXT, KEY);
    assertThatThrownBy(() -> embed(embedder, SECRET_TEXT))
        .extracting(failure -> ((EmbedderFailure) failure).kind())
        .isEqualTo(kind);
  }

  private static boolean happens(CountDownLatch latch) {
    try {
      return latch.await(20, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
