package mosaic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which gateways a sign-in is sent to, and that nothing is sent to any other. */
final class TrustTest {
  private static final String SIGNED_IN =
      """
      {"token":"%s","token_id":"0198c0de-0000-7000-8000-0000000000aa",
       "expires_at":"2026-12-24T00:00:00.000000Z",
       "user":{"id":"0198c0de-0000-7000-8000-000000000001","name":"alice","role":"user"}}"""
          .formatted(CommandLineRun.TOKEN);

  private static final TestAuthority OURS = TestAuthority.shared();
  private static final TestAuthority OTHER = TestAuthority.create("Another root", "dns:localhost");

  @TempDir private Path directory;

  private CommandLineRun.Result login(String url, String... more) throws IOException {
    Path code = Files.writeString(directory.resolve("code"), "the-code\n");
    String[] arguments = new String[more.length + 6];
    System.arraycopy(
        new String[] {"login", url, "--user", "alice", "--code-file", code.toString()},
        0,
        arguments,
        0,
        6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return new CommandLineRun(directory).run(arguments);
  }

  private static String fingerprint(TestAuthority authority) {
    return authority.root().fingerprint().toString();
  }

  @Test
  void login_rootFile_keepsThePinnedProfileAndShowsNoToken() throws Exception {
    try (TestGateway gateway = new TestGateway(OURS.serverContext())) {
      gateway.on("POST /api/v1/login", 201, SIGNED_IN);

      CommandLineRun.Result result = login(gateway.url(), "--ca", OURS.rootFile().toString());

      assertThat(result.status()).isZero();
      assertThat(gateway.asked().getFirst().json().path("code").asText()).isEqualTo("the-code");
      assertThat(gateway.asked().getFirst().authorization()).isEqualTo("null");
      assertThat(result.output() + result.errors()).doesNotContain(CommandLineRun.TOKEN);
      assertThat(directory.resolve("profiles/default.json"))
          .content()
          .contains(CommandLineRun.TOKEN)
          .contains("BEGIN CERTIFICATE");
    }
  }

  @Test
  void login_rightFingerprint_pinsThatRoot() throws Exception {
    try (TestGateway gateway = new TestGateway(OURS.serverContext())) {
      gateway.on("POST /api/v1/login", 201, SIGNED_IN);
      gateway.on("GET /api/v1/me", 200, "{\"name\":\"alice\"}");

      CommandLineRun.Result login = login(gateway.url(), "--ca-fingerprint", fingerprint(OURS));
      CommandLineRun.Result next = new CommandLineRun(directory).run("whoami");

      assertThat(login.errors()).isEmpty();
      assertThat(login.status()).isZero();
      assertThat(next.status()).isZero();
    }
  }

  @Test
  void login_knownGateway_needsNoRootAgain() throws Exception {
    try (TestGateway gateway = new TestGateway(OURS.serverContext())) {
      gateway.on("POST /api/v1/login", 201, SIGNED_IN);
      login(gateway.url(), "--ca", OURS.rootFile().toString());

      CommandLineRun.Result again = login(gateway.url());

      assertThat(again.status()).isZero();
    }
  }

  @Test
  void login_noRootNamed_isUsage() throws Exception {
    CommandLineRun.Result result = login("https://localhost:1");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errors()).contains("--ca-fingerprint sha256:HEX");
  }

  @Test
  void login_otherRootFile_isNotTrustedAndNothingArrives() throws Exception {
    try (TestGateway gateway = new TestGateway(OURS.serverContext())) {
      CommandLineRun.Result result = login(gateway.url(), "--ca", OTHER.rootFile().toString());

      assertThat(result.status()).isEqualTo(3);
      assertThat(result.errors()).contains("gateway-not-trusted");
      assertThat(gateway.asked()).isEmpty();
      assertThat(directory.resolve("profiles")).doesNotExist();
    }
  }

  @Test
  void login_wrongFingerprint_noByteAfterTheHandshake() throws Exception {
    assertThat(bytesReceived(OURS.serverContext(), fingerprint(OTHER))).isZero();
  }

  @Test
  void login_rightRootAppendedToForeignChain_noByteAfterTheHandshake() throws Exception {
    assertThat(bytesReceived(OTHER.serverContextShowing(OURS), fingerprint(OURS))).isZero();
  }

  @Test
  void login_rightFingerprint_bytesDoArriveAfterTheHandshake() throws Exception {
    assertThat(bytesReceived(OURS.serverContext(), fingerprint(OURS))).isPositive();
  }

  @Test
  void login_certificateOfAnotherHost_isNotTrusted() throws Exception {
    TestAuthority elsewhere = TestAuthority.create("Elsewhere", "dns:elsewhere.example");
    try (TestGateway gateway = new TestGateway(elsewhere.serverContext())) {
      CommandLineRun.Result byFile = login(gateway.url(), "--ca", elsewhere.rootFile().toString());
      CommandLineRun.Result byFingerprint =
          login(gateway.url(), "--ca-fingerprint", fingerprint(elsewhere));

      assertThat(byFile.status()).isEqualTo(3);
      assertThat(byFile.errors()).contains("localhost");
      assertThat(byFingerprint.status()).isEqualTo(3);
      assertThat(gateway.asked()).isEmpty();
    }
  }

  @Test
  void login_rootHasExpired_isNotTrusted() throws Exception {
    TestAuthority expired =
        TestAuthority.create("Old root", "dns:localhost", "-startdate", "-10d", "-validity", "2");
    try (TestGateway gateway = new TestGateway(expired.serverContext())) {
      CommandLineRun.Result result = login(gateway.url(), "--ca", expired.rootFile().toString());

      assertThat(result.status()).isEqualTo(3);
      assertThat(gateway.asked()).isEmpty();
    }
  }

  @Test
  void login_severalCertificatesInTheFile_isUsage() throws Exception {
    Path bundle =
        Files.writeString(directory.resolve("bundle.pem"), OURS.rootPem() + OTHER.rootPem());

    CommandLineRun.Result result = login("https://localhost:1", "--ca", bundle.toString());

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errors()).contains("2 certificates");
  }

  /** How much a server could read from a login after its side of the handshake. */
  private int bytesReceived(SSLContext context, String fingerprint) throws Exception {
    try (SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(3000);
      CompletableFuture<Integer> received =
          CompletableFuture.supplyAsync(() -> readAll(server) + readAll(server));
      String url = "https://localhost:" + server.getLocalPort();
      CommandLineRun.Result result = login(url, "--ca-fingerprint", fingerprint, "--timeout", "2s");

      assertThat(result.status()).isEqualTo(3);
      return received.get(20, TimeUnit.SECONDS);
    }
  }

  private static int readAll(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      socket.setSoTimeout(1000);
      byte[] buffer = new byte[64];
      return Math.max(0, socket.getInputStream().read(buffer));
    } catch (IOException ended) {
      return 0;
    }
  }
}
