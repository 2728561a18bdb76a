package mosaic.ca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mosaic.ca.Fixtures.CA;
import static mosaic.ca.Fixtures.NOW;
import static mosaic.ca.Fixtures.issue;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an ordinary tool makes of our certificates and requests. Needs {@code openssl}. */
class OpenSslTest {

  private static final String AT = String.valueOf(NOW.getEpochSecond());

  @TempDir private Path folder;

  record Outcome(int exitCode, String output) {}

  @BeforeEach
  void writeAuthority() throws IOException {
    write("root.pem", CA.root().certificate());
    write("intermediate.pem", CA.intermediate().certificate());
  }

  @Test
  void verify_grantCertificate_isAcceptedAsClientOnly() throws Exception {
    write("leaf.pem", issue(Fixtures.GRANT));

    assertThat(verify("sslclient", "leaf.pem")).isEqualTo(new Outcome(0, "leaf.pem: OK\n"));
    assertThat(verify("sslserver", "leaf.pem").exitCode()).isNotZero();
  }

  @Test
  void verify_serverCertificate_isAcceptedAsServerForItsNamesOnly() throws Exception {
    write("leaf.pem", issue(Fixtures.SERVER));

    assertThat(verify("sslserver", "leaf.pem", "-verify_hostname", "work.example").exitCode())
        .isZero();
    assertThat(verify("sslserver", "leaf.pem", "-verify_ip", "127.0.0.1").exitCode()).isZero();
    assertThat(verify("sslserver", "leaf.pem", "-verify_hostname", "evil.example").exitCode())
        .isNotZero();
    assertThat(verify("sslclient", "leaf.pem").exitCode()).isNotZero();
  }

  @Test
  void verify_serverCertificateWithoutSubject_isAccepted() throws Exception {
    String longName = "a".repeat(60) + ".b.example";
    write("leaf.pem", issue(ServerCertificateProfile.of(ServerName.parse(longName))));

    assertThat(verify("sslserver", "leaf.pem", "-verify_hostname", longName).exitCode()).isZero();
  }

  @Test
  void text_grantCertificate_showsWhatTheRequirementSays() throws Exception {
    write("leaf.pem", issue(Fixtures.GRANT));

    String text = run("openssl", "x509", "-in", "leaf.pem", "-noout", "-text").output();

    assertThat(text)
        .contains(
            "O = home.example, CN = grant-" + Fixtures.GRANT_ID,
            "CA:FALSE",
            "TLS Web Client Authentication",
            "Digital Signature",
            "http://work.example:8080/pki/crl",
            "OCSP - URI:http://work.example:8080/pki/ocsp",
            "othername: " + Oids.GRANT_ID + ":")
        .doesNotContain("TLS Web Server Authentication", "CA:TRUE", "Certificate Sign");
  }

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void requestVerify_ourOwnRequest_isAccepted(KeyAlgorithm algorithm) throws Exception {
    CertificateRequest request =
        CertificateRequest.create(
            algorithm.generate(Fixtures.RANDOM), Fixtures.HOME, Fixtures.RANDOM);
    Files.writeString(folder.resolve("request.pem"), request.pem());

    Outcome outcome = run("openssl", "req", "-in", "request.pem", "-noout", "-verify");

    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(CertificateRequest.parse(request.der()))
        .isInstanceOf(CertificateRequest.Parsed.class);
    assertThat(CertificateRequest.parse(request.pem().getBytes(UTF_8)))
        .isInstanceOf(CertificateRequest.Parsed.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyAlgorithm.class,
      names = {"EC_P256", "EC_P384"})
  void parse_requestMadeByOpenSsl_isParsed(KeyAlgorithm algorithm) throws Exception {
    String curve = algorithm == KeyAlgorithm.EC_P256 ? "P-256" : "P-384";
    Outcome made =
        run(
            "openssl",
            "req",
            "-new",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:" + curve,
            "-nodes",
            "-keyout",
            "key.pem",
            "-out",
            "request.pem",
            "-subj",
            "/CN=home.example",
            "-addext",
            "subjectAltName=DNS:home.example");

    CertificateRequest.Outcome outcome =
        CertificateRequest.parse(Files.readAllBytes(folder.resolve("request.pem")));

    assertThat(made.exitCode()).as(made.output()).isZero();
    assertThat(outcome).isInstanceOf(CertificateRequest.Parsed.class);
  }

  private Outcome verify(String purpose, String leaf, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "verify",
                "-x509_strict",
                "-attime",
                AT,
                "-purpose",
                purpose,
                "-CAfile",
                "root.pem",
                "-untrusted",
                "intermediate.pem"));
    command.addAll(List.of(more));
    command.add(leaf);
    return run(command.toArray(String[]::new));
  }

  private void write(String file, X509Certificate certificate) throws IOException {
    Files.writeString(folder.resolve(file), Pem.encode(certificate));
  }

  private Outcome run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
