package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Enrolment and renewal by clients that know nothing of Mosaic (RFC 7030, 8951). */
@ExtendWith(SharedGateways.class)
final class EstTest {
  private static final String ENROL = "/.well-known/est/simpleenroll";
  private static final String PKCS10 = "application/pkcs10";

  @TempDir private Path folder;

  private final GatewayPair pair;

  EstTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  void curlAndOpenssl_enrolAndRenew_getCertificatesThatVerify() throws Exception {
    Grant grant = grant();
    GatewaySettings settings = pair.work().settings();
    Path script = folder.resolve("est-client.sh");
    try (var in = Objects.requireNonNull(EstTest.class.getResourceAsStream("/est-client.sh"))) {
      Files.write(script, in.readAllBytes());
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash",
                script.toString(),
                settings.serverName(),
                settings.address(),
                String.valueOf(GatewaySettings.API_PORT),
                String.valueOf(GatewaySettings.FEDERATION_PORT),
                pair.work().caRootFile().toString(),
                grant.id())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    Process process = builder.start();
    try (var token = process.getOutputStream()) {
      token.write((grant.url().token() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output.lines())
        .containsSubsequence(
            "first.pem: OK",
            "second.pem: OK",
            "subject=O = %s, CN = grant-%s".formatted(pair.home().serverName(), grant.id()))
        .filteredOn(line -> line.contains("ontent-"))
        .allMatch(
            line ->
                line.strip().endsWith("application/pkcs7-mime; smime-type=certs-only")
                    || line.strip().endsWith("application/pkcs7-mime;smime-type=certs-only"))
        .hasSize(2);
    assertThat(new Audit(pair.work()).entries(grant.id()))
        .containsExactly(
            "grant.create ok",
            "grant.enrol ok",
            "grant.renew ok",
            "renew ok",
            "grant.renewed ok",
            "cacerts ok");
    assertThat(pair.work().log()).doesNotContain(grant.url().token());
  }

  @Test
  void simpleenroll_withoutCredentials_isChallenged() throws Exception {
    for (Optional<String> header :
        List.of(
            Optional.<String>empty(),
            Optional.of("Bearer " + pair.work().admin().token()),
            Optional.of("Basic"),
            Optional.of("Basic !!!"),
            Optional.of("Basic " + base64("no-colon")))) {
      Answer answer = post(header, PKCS10, request());

      assertThat(answer.status()).as(header + ": " + answer).isEqualTo(401);
      assertThat(answer.code()).isEqualTo("enrolment-credentials-missing");
      assertThat(answer.headers().get("www-authenticate"))
          .containsExactly("Basic realm=\"enrolment\", charset=\"UTF-8\"");
    }
  }

  @Test
  @Tag("T-10")
  void simpleenroll_wrongTokens_areAnsweredAllTheSame() throws Exception {
    Grant grant = grant();
    Grant other = grant();
    List<String> wrong =
        List.of(
            grant.id() + ":" + "A".repeat(43),
            grant.id() + ":" + other.url().token(),
            grant.id() + ":",
            UUID.randomUUID() + ":" + grant.url().token(),
            "admin:" + grant.url().token());

    for (String credentials : wrong) {
      Answer answer = post(basic(credentials), PKCS10, request());

      assertThat(answer.status()).as(answer.toString()).isEqualTo(410);
      assertThat(answer.code()).isEqualTo("enrolment-token-gone");
    }
    assertThat(new Enrolment(pair).issued(grant)).isZero();
    assertThat(new Enrolment(pair).issued(other)).isZero();
  }

  @Test
  @Tag("T-12")
  void simpleenroll_malformed_isRefusedAndTheTokenStays() throws Exception {
    Grant grant = grant();
    Optional<String> own = basic(grant.id() + ":" + grant.url().token());

    assertThat(post(own, PKCS10, "not base64 !").code()).isEqualTo("request-invalid");
    assertThat(post(own, PKCS10, "").code()).isEqualTo("csr-refused");
    assertThat(post(own, PKCS10, "AAAA").code()).isEqualTo("csr-refused");
    assertThat(post(own, PKCS10, "A".repeat(40_000)).code()).isEqualTo("body-too-large");
    assertThat(post(own, "application/json", request()).code()).isEqualTo("media-type-unsupported");
    assertThat(new Enrolment(pair).issued(grant)).isZero();
    assertThat(post(own, PKCS10, request()).status()).isEqualTo(200);
  }

  /** The same token, the same key: also where the first answer came by the other protocol. */
  @Test
  void simpleenroll_answerWasLost_isGivenAgain() throws Exception {
    Grant grant = grant();
    KeyPair keys = Keys.p256();
    String csr = base64(CertificateRequests.der(keys, "SHA256withECDSA"));
    Optional<String> own = basic(grant.id() + ":" + grant.url().token());
    Answer first = post(own, PKCS10, csr).expect(200);

    assertThat(post(own, PKCS10, csr).body()).isEqualTo(first.body());
    assertThat(new Enrolment(pair).attempt(grant.url(), CertificateRequests.plain(keys)).status())
        .isEqualTo(200);
    assertThat(post(own, PKCS10, request()).status()).as("another key").isEqualTo(410);
    assertThat(new Enrolment(pair).issued(grant)).isOne();
  }

  private Grant grant() {
    return Story.of(pair).grant(Scope.of("tasks"));
  }

  private static String request() {
    return base64(CertificateRequests.der(Keys.p256(), "SHA256withECDSA"));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> basic(String credentials) {
    return Optional.of("Basic " + base64(credentials));
  }

  private Answer post(Optional<String> authorization, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(pair.work().settings().apiUrl() + ENROL))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body));
    authorization.ifPresent(header -> request.header("Authorization", header));
    try (HttpClient client =
        HttpClient.newBuilder()
            .localAddress(InetAddress.ofLiteral(Loopback.address()))
            .sslContext(ServerTrust.only(Pem.certificate(pair.work().caRootFile())))
            .build()) {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    }
  }
}
