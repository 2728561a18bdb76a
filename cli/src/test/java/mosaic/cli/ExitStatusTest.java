package mosaic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exit status is what scripts rely on; every row goes through a real TLS connection. */
final class ExitStatusTest {
  private static final TestAuthority AUTHORITY = TestAuthority.shared();

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "400, 1", "401, 4", "403, 4", "404, 5", "405, 1", "409, 1", "410, 5", "429, 1", "500, 1",
    "503, 1", "302, 1"
  })
  void run_gatewayRefuses_statusSaysHow(int httpStatus, int exitStatus) throws Exception {
    try (TestGateway gateway = new TestGateway(AUTHORITY.serverContext())) {
      gateway.on(
          "GET /api/v1/me",
          httpStatus,
          """
          {"type":"urn:mosaic:problem:some-code","title":"A title","code":"some-code",
           "detail":"a detail","remedy":"a remedy","trace_id":"abc123"}""");

      CommandLineRun.Result result =
          new CommandLineRun(directory).signedIn(gateway.url(), AUTHORITY).run("whoami");

      assertThat(result.status()).isEqualTo(exitStatus);
      assertThat(result.output()).isEmpty();
      assertThat(result.errors())
          .isEqualTo(
              "mosaic: A title: a detail\n  try: a remedy\n  (code some-code, trace abc123)\n");
    }
  }

  @Test
  void run_gatewayAnswers_statusIsZeroAndTheTokenWentInTheHeader() throws Exception {
    try (TestGateway gateway = new TestGateway(AUTHORITY.serverContext())) {
      gateway.on("GET /api/v1/me", 200, "{\"name\":\"alice\",\"role\":\"user\",\"teams\":[]}");

      CommandLineRun.Result result =
          new CommandLineRun(directory).signedIn(gateway.url(), AUTHORITY).run("whoami");

      assertThat(result.status()).isZero();
      assertThat(result.output()).contains("alice (user)").doesNotContain(CommandLineRun.TOKEN);
      assertThat(gateway.asked().getFirst().authorization())
          .isEqualTo("Bearer " + CommandLineRun.TOKEN);
    }
  }

  @Test
  void run_jsonWanted_problemDocumentOnErrors() throws Exception {
    try (TestGateway gateway = new TestGateway(AUTHORITY.serverContext())) {
      gateway.on("GET /api/v1/me", 403, "{\"title\":\"No\",\"code\":\"forbidden\",\"more\":1}");

      CommandLineRun.Result result =
          new CommandLineRun(directory)
              .signedIn(gateway.url(), AUTHORITY)
              .run("whoami", "--output", "json");

      assertThat(result.status()).isEqualTo(4);
      assertThat(result.output()).isEmpty();
      assertThat(result.errors()).contains("\"code\": \"forbidden\"").contains("\"more\": 1");
    }
  }

  @Test
  void run_answerIsNoProblemDocument_bareStatusIsExplained() throws Exception {
    try (TestGateway gateway = new TestGateway(AUTHORITY.serverContext())) {
      gateway.on("GET /api/v1/me", 502, "<html>Bad gateway</html>");

      CommandLineRun.Result result =
          new CommandLineRun(directory).signedIn(gateway.url(), AUTHORITY).run("whoami");

      assertThat(result.status()).isEqualTo(1);
      assertThat(result.errors()).contains("HTTP status 502").doesNotContain("html");
    }
  }

  @Test
  void run_answerIsNotJson_isRefused() throws Exception {
    try (TestGateway gateway = new TestGateway(AUTHORITY.serverContext())) {
      gateway.on("GET /api/v1/me", 200, "hello");

      CommandLineRun.Result result =
          new CommandLineRun(directory).signedIn(gateway.url(), AUTHORITY).run("whoami");

      assertThat(result.status()).isEqualTo(1);
      assertThat(result.errors()).contains("answer-not-understood");
    }
  }

  @Test
  void run_notSignedIn_isNotAllowed() {
    CommandLineRun.Result result = new CommandLineRun(directory).run("list", "tasks");

    assertThat(result.status()).isEqualTo(4);
    assertThat(result.errors()).contains("not-signed-in").contains("try: mosaic login");
  }

  @Test
  void run_nothingListens_isUnreachable() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    CommandLineRun.Result result =
        new CommandLineRun(directory)
            .signedIn("https://localhost:" + free, AUTHORITY)
            .run("whoami");

    assertThat(result.status()).isEqualTo(3);
    assertThat(result.errors()).contains("nothing accepts connections there");
  }

  @Test
  void run_serverNeverAnswers_endsWithTheTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandLineRun.Result result =
          new CommandLineRun(directory)
              .signedIn("https://localhost:" + silent.getLocalPort(), AUTHORITY)
              .run("whoami", "--timeout", "300ms");

      assertThat(result.status()).isEqualTo(3);
      assertThat(result.errors()).contains("no answer in time");
    }
  }

  @Test
  void run_unknownHost_isUnreachable() throws Exception {
    CommandLineRun.Result result =
        new CommandLineRun(directory)
            .signedIn("https://no-such-host.invalid", AUTHORITY)
            .run("whoami");

    assertThat(result.status()).isEqualTo(3);
    assertThat(result.errors()).contains("no-such-host.invalid is not known here");
  }
}
