package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be two requests to somebody in between is the last one of its connection. */
@ExtendWith(SharedGateways.class)
final class EmbeddedRequestTest {
  private static final String TASKS = "/federation/v1/tasks";

  private final GatewayPair pair;
  private final Audit audit;

  EmbeddedRequestTest(GatewayPair pair) {
    this.pair = pair;
    this.audit = new Audit(pair.work());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ambiguous")
  void request_thatMayBeReadAsTwo_isRefusedAndNothingAfterItIsRead(String what, String template)
      throws Exception {
    Story story = Story.of(pair);
    String row = story.atWork().api().createRow("tasks", "nothing to see");
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);
    String host = host();
    String embedded = "GET /federation/v1/capabilities HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    String request =
        template
            .replace("\n", "\r\n")
            .replace("{host}", host)
            .replace("{length}", String.valueOf("0\r\n\r\n".length() + embedded.length()));

    byte[] answered;
    try (FederationSocket connection = FederationSocket.open(pair.work(), certificate)) {
      connection.send(request + embedded);
      answered = connection.untilClosed();
    }

    Answer answer = RawHttp.parse(answered);
    assertThat(answer.status()).as(what + ": " + answer).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("request-invalid");
    assertThat(answer.headers().get("connection")).containsExactly("close");
    assertThat(answer.body()).doesNotContain(row).doesNotContain("HTTP/1.1");
    // Whatever came after it would be on record before this one.
    assertThat(FederationListener.of(pair.work()).get(certificate, TASKS).status()).isEqualTo(200);
    assertThat(requests(grant)).containsExactly("rejected denied", "list ok");
  }

  static Stream<Arguments> ambiguous() {
    return Stream.of(
        ambiguous(
            "length and chunks",
            """
            GET /federation/v1/tasks HTTP/1.1
            Host: {host}
            Content-Length: {length}
            Transfer-Encoding: chunked

            0

            """),
        ambiguous(
            "chunks",
            """
            GET /federation/v1/tasks HTTP/1.1
            Host: {host}
            Transfer-Encoding: chunked

            0

            """),
        ambiguous(
            "a body",
            """
            GET /federation/v1/tasks HTTP/1.1
            Host: {host}
            Content-Length: 2

            {}"""),
        ambiguous(
            "two Hosts",
            """
            GET /federation/v1/tasks HTTP/1.1
            Host: {host}
            Host: other.example

            """),
        ambiguous(
            "no Host",
            """
            GET /federation/v1/tasks HTTP/1.1
            Accept: */*

            """),
        ambiguous(
            "a whole URL",
            """
            GET https://{host}/federation/v1/tasks HTTP/1.1
            Host: {host}

            """),
        ambiguous(
            "a whole URL of another host",
            """
            GET https://other.example/federation/v1/tasks HTTP/1.1
            Host: {host}

            """));
  }

  private static Arguments ambiguous(String what, String request) {
    return Arguments.of(what, request);
  }

  private String host() {
    return pair.work().serverName() + ":" + GatewaySettings.FEDERATION_PORT;
  }

  /** What is on record of the grant's requests, but not of its making. */
  private List<String> requests(Grant grant) {
    return audit.entries(grant.id()).stream().filter(entry -> !entry.startsWith("grant.")).toList();
  }
}
