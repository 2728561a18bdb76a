package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A request on the federation listener is written in one way, and every other is refused. */
@ExtendWith(SharedGateways.class)
final class HttpShapeTest {
  private static final String TASKS = "/federation/v1/tasks";

  private final GatewayPair pair;
  private final Audit audit;

  HttpShapeTest(GatewayPair pair) {
    this.pair = pair;
    this.audit = new Audit(pair.work());
  }

  @Test
  void request_plainOnesOnOneConnection_areAllAnswered() throws Exception {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);
    String head = " HTTP/1.1\r\nHost: " + host() + "\r\n";

    String answered;
    try (FederationSocket connection = FederationSocket.open(pair.work(), certificate)) {
      connection.send("GET " + TASKS + head + "\r\n");
      connection.send("GET /federation/v1/capabilities" + head + "Connection: close\r\n\r\n");
      answered = new String(connection.untilClosed(), StandardCharsets.UTF_8);
    }

    assertThat(answered.split("HTTP/1.1 200 OK", -1)).hasSize(3);
    assertThat(requests(grant)).containsExactly("list ok", "capabilities ok");
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(HttpClient.Version.class)
  void request_withABody_isRefused(HttpClient.Version version) throws Exception {
    Story story = Story.of(pair);
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("tasks")));

    try (HttpClient client = client(certificate, version)) {
      HttpResponse<String> answer =
          client.send(
              request(TASKS).method("GET", BodyPublishers.ofString("{}")).build(),
              BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(version);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(answer.body()).contains("request-invalid");
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(HttpClient.Version.class)
  void head_anyResource_isNotAllowedAndHasNoBody(HttpClient.Version version) throws Exception {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);

    try (HttpClient client = client(certificate, version)) {
      HttpResponse<byte[]> head =
          client.send(request(TASKS).HEAD().build(), BodyHandlers.ofByteArray());
      HttpResponse<String> next =
          client.send(request(TASKS).GET().build(), BodyHandlers.ofString());

      assertThat(head.version()).isEqualTo(version);
      assertThat(head.statusCode()).isEqualTo(405);
      assertThat(head.headers().allValues("allow")).containsExactly("GET");
      assertThat(head.body()).isEmpty();
      assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
    }
    assertThat(requests(grant)).hasSize(2).last().isEqualTo("list ok");
  }

  @Test
  void head_writtenByHand_endsAfterItsHead() throws Exception {
    Story story = Story.of(pair);
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("tasks")));

    String answered;
    try (FederationSocket connection = FederationSocket.open(pair.work(), certificate)) {
      connection.send(
          "HEAD " + TASKS + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n");
      answered = new String(connection.untilClosed(), StandardCharsets.UTF_8);
    }

    assertThat(answered).startsWith("HTTP/1.1 405 ").containsIgnoringCase("\r\nallow: GET\r\n");
    assertThat(answered.indexOf("\r\n\r\n")).isEqualTo(answered.length() - 4);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void method_otherThanGet_isNotAllowedAndSaysWhatIs(String method) throws Exception {
    Story story = Story.of(pair);
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("tasks")));

    Answer answer = FederationListener.of(pair.work()).request(certificate, method, TASKS).answer();

    assertThat(answer.status()).as(answer.toString()).isEqualTo(405);
    assertThat(answer.code()).isEqualTo("method-not-allowed");
    assertThat(answer.headers().get("allow")).containsExactly("GET");
  }

  static Stream<String> methods() {
    return Stream.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  }

  private String host() {
    return pair.work().serverName() + ":" + GatewaySettings.FEDERATION_PORT;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://" + host() + path))
        .timeout(Duration.ofSeconds(10));
  }

  private HttpClient client(ClientCertificate certificate, HttpClient.Version version) {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(
            ServerTrust.only(
                Pem.certificate(pair.work().caRootFile()), new PresentedKey(certificate)))
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  /** What is on record of the grant's requests, but not of its making. */
  private List<String> requests(Grant grant) {
    return audit.entries(grant.id()).stream().filter(entry -> !entry.startsWith("grant.")).toList();
  }
}
