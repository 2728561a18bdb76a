package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A grant takes certificates of the asking side's own CA: that grant, and no other. */
@ExtendWith(SharedGateways.class)
final class OwnAuthorityTest {
  private static final String GRANTS = "/api/v1/federation/grants";
  private static final String TASKS = "/federation/v1/tasks";

  @TempDir private Path folder;

  private final GatewayPair pair;
  private final Database work;
  private final Enrolment enrolment;
  private final FederationListener listener;

  OwnAuthorityTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work().database();
    this.enrolment = new Enrolment(pair);
    this.listener = FederationListener.of(pair.work());
  }

  @Test
  void peerAdd_ownCa_readsWithACertificateOfItsOwnAndEndsWithTheGrant() throws Exception {
    Story story = Story.of(pair);
    String row = story.atWork().api().createRow("tasks", "read by an own certificate");
    Path scope =
        Files.writeString(folder.resolve("scope.json"), Scope.of("tasks").json().toString());
    CliResult created =
        Commands.admin(pair, pair.work())
            .run(
                "federation",
                "grant",
                "create",
                "--user",
                story.atWork().name(),
                "--peer",
                pair.home().serverName(),
                "--scope-file",
                scope.toString(),
                "--requesting-ca",
                pair.home().caRootFile().toString(),
                "--output",
                "json");
    assertThat(created.exit()).as(created.toString()).isZero();
    String url = created.json().path("enrolment_url").asText();
    String grant = created.json().path("grant").path("id").asText();
    assertThat(url).endsWith("&subject=" + story.atWork().id());
    Cli home = Commands.admin(pair, pair.home());

    CliResult unmeant = add(home, story, url);
    assertThat(unmeant.exit()).as("without saying so: " + unmeant).isNotZero();
    CliResult added = add(home, story, url, "--own-ca");

    assertThat(added.exit()).as(added.toString()).isZero();
    assertThat(story.fromHome("tasks").expect(200).body()).contains(row);
    assertThat(
            work.rows(
                "select c.issuer_sha256, g.requesting_ca_fingerprint = c.issuer_sha256,"
                    + " g.active_cert_fingerprint = c.certificate_sha256"
                    + " from issued_certificates c join federation_grants g on g.id = c.grant_id"
                    + " where g.id = ?::uuid",
                grant))
        .containsExactly(
            List.of(Pem.sha256(Pem.certificate(pair.home().caRootFile())), true, true));
    String certificate =
        work.text(
            "select active_cert_fingerprint from federation_grants where id = ?::uuid", grant);
    assertThat(
            pair.home()
                .database()
                .texts(
                    "select purpose from issued_certificates where certificate_sha256 = ?",
                    certificate))
        .as("home's own record knows what home issued")
        .containsExactly("peer");

    var _ = pair.work().admin().post(GRANTS + "/" + grant + "/revoke", "{}").expect(200);
    assertThat(story.fromHome("tasks").status()).isGreaterThanOrEqualTo(400);
  }

  @Test
  @Tag("T-03")
  void handshake_rootOfOneGrant_vouchesForNoOther() throws Exception {
    Authority corporate = authority("CN=Corporate Root,O=home.example");
    Authority rival = authority("CN=Rival Root,O=home.example");
    Person alice = Names.person(pair.work(), "alice");
    Grant one = grant(alice, corporate.certificate());
    Grant other = grant(alice, rival.certificate());
    Grant ours =
        pair.work().admin().createGrant(alice, pair.home().serverName(), Scope.of("tasks").json());
    ClientCertificate good = enrol(one, alice, corporate);
    ClientCertificate ofOther = enrol(other, alice, rival);
    assertThat(listener.get(good, TASKS).status()).isEqualTo(200);
    assertThat(listener.get(ofOther, TASKS).status()).isEqualTo(200);

    for (Grant target : List.of(other, ours)) {
      assertThat(listener.get(certificate(target, alice, corporate), TASKS))
          .as("its root is trusted, but not for this grant")
          .isInstanceOf(WireOutcome.TlsRefused.class)
          .asString()
          .contains("unknown_ca");
    }
    assertThat(listener.get(certificate(one, alice, corporate), TASKS).status())
        .as("of the right root, for the right grant, and not on record")
        .isEqualTo(401);
    assertThat(listener.get(certificate(one, alice, Authority.selfMade("CN=Nobody")), TASKS))
        .isInstanceOf(WireOutcome.TlsRefused.class);
    assertThat(
            listener
                .get(certificate(one, alice, Authority.stolenFrom(pair.work())), TASKS)
                .status())
        .as("of our own CA, for a grant that takes another's")
        .isEqualTo(401);

    var _ = pair.work().admin().post(GRANTS + "/" + one.id() + "/revoke", "{}").expect(200);
    assertThat(listener.get(ofOther, TASKS).status()).isEqualTo(200);
    Deadline.inSeconds(20)
        .await(
            "the root is not trusted any more",
            () -> listener.get(good, TASKS) instanceof WireOutcome.TlsRefused);
  }

  @Test
  void enrol_certificateThatIsNotTheGrants_isRefusedAndTheTokenStays() throws Exception {
    Authority corporate = authority("CN=Corporate Root,O=home.example");
    Person alice = Names.person(pair.work(), "alice");
    Person bob = Names.person(pair.work(), "bob");
    Grant grant = grant(alice, corporate.certificate());
    KeyPair keys = Keys.p256();
    KeyPair others = Keys.p256();
    String server = pair.home().serverName();
    List<X509Certificate> wrong =
        List.of(
            forgery(keys, grant, bob).signedBy(corporate),
            forgery(others, grant, alice).signedBy(corporate),
            forgery(keys, grant, alice).purposes(KeyPurposeId.id_kp_serverAuth).signedBy(corporate),
            forgery(keys, grant, alice)
                .valid(Duration.ofMinutes(-5), Duration.ofDays(300))
                .signedBy(corporate),
            forgery(keys, grant, alice)
                .valid(Duration.ofDays(-2), Duration.ofDays(-1))
                .signedBy(corporate),
            forgery(keys, grant, alice).signedBy(Authority.selfMade("CN=Nobody")),
            forgery(keys, grant, alice).signedBy(corporate.lookAlike()));

    for (X509Certificate certificate : wrong) {
      Answer answer = attempt(grant, keys, server, certificate);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("csr-refused");
    }
    Answer none = enrolment.attempt(grant.url(), CertificateRequests.plain(keys));
    assertThat(none.code()).as("our CA issues nothing for it").isEqualTo("request-invalid");
    X509Certificate good = forgery(keys, grant, alice).signedBy(corporate);
    assertThat(attempt(grant, keys, server, good).status()).isEqualTo(200);
    assertThat(attempt(grant, keys, server, good).status()).as("lost, asked again").isEqualTo(200);
    Answer bare = enrolment.attempt(grant.url(), CertificateRequests.plain(keys));
    assertThat(bare.status()).as("asked again without its chain: " + bare).isEqualTo(200);
    assertThat(Pem.certificates(bare.json().path("certificate_chain").asText()))
        .containsExactly(good);
    assertThat(enrolment.issued(grant)).isOne();
    assertThat(
            work.rows(
                "select change->'before'->>'status', change->'after'->>'status' from federation_audit_log"
                    + " where grant_id = ?::uuid and verb = 'grant.enrol' and outcome = 'ok'",
                grant.id()))
        .containsExactly(List.of("pending", "active"));
  }

  @Test
  void create_rootThatIsNone_isRefused() {
    Person alice = Names.person(pair.work(), "alice");
    Authority root = authority("CN=Corporate Root");
    Grant grant = pair.work().admin().createGrant(alice, "home.example", Scope.of("tasks").json());
    List<String> wrong =
        List.of(
            "not a certificate",
            Pem.text(root.subordinate("CN=Below").certificate()),
            Pem.text(forgery(Keys.p256(), grant, alice).signedBy(root)),
            Pem.text(root.certificate()) + Pem.text(root.certificate()));

    for (String pem : wrong) {
      Answer answer = pair.work().admin().post(GRANTS, body(alice).put("requesting_ca", pem));

      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
      assertThat(answer.json().path("path").asText()).isEqualTo("$.requesting_ca");
    }
  }

  /** A root as RFC 5280 wants it. */
  private static Authority authority(String name) {
    KeyPair keys = Keys.p256();
    X500Name subject = new X500Name(name);
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            subject,
            Authority.serial(),
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(365))),
            subject,
            keys.getPublic());
    Authority.extension(builder, Extension.basicConstraints, true, new BasicConstraints(true));
    Authority.extension(
        builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    Authority.extension(
        builder,
        Extension.subjectKeyIdentifier,
        false,
        new SubjectKeyIdentifier(name.getBytes(StandardCharsets.US_ASCII)));
    return new Authority(
        Authority.sign(builder, keys.getPrivate(), "SHA256withECDSA"),
        keys.getPrivate(),
        List.of());
  }

  private CliResult add(Cli home, Story story, String url, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "federation", "peer", "add", "--user", story.atHome().name(), "--output", "json"));
    words.addAll(List.of(more));
    words.add("-");
    return home.runWithInput(url + "\n", words.toArray(String[]::new));
  }

  private ObjectNode body(Person subject) {
    ObjectNode body =
        UserApi.object().put("user", subject.name()).put("peer", pair.home().serverName());
    body.set("scope", Scope.of("tasks").json());
    return body;
  }

  private Grant grant(Person subject, X509Certificate root) {
    JsonNode answer =
        pair.work()
            .admin()
            .post(GRANTS, body(subject).put("requesting_ca", Pem.text(root)))
            .expect(201)
            .json();
    return new Grant(
        answer.path("grant").path("id").asText(),
        EnrolmentUrl.parse(answer.path("enrolment_url").asText()));
  }

  /**
   * Both ends belong to the period, so that 30 whole days and the backdate are a second too long.
   */
  private static Forgery forgery(KeyPair keys, Grant grant, Person subject) {
    return new Forgery(keys.getPublic(), grant.id(), subject.id())
        .valid(Duration.ofMinutes(-5), Duration.ofDays(29));
  }

  /** As good as the one that was enrolled, but for being on record. */
  private static ClientCertificate certificate(Grant grant, Person subject, Authority authority) {
    KeyPair keys = Keys.p256();
    return new ClientCertificate(
        forgery(keys, grant, subject).chainBy(authority), keys.getPrivate());
  }

  private ClientCertificate enrol(Grant grant, Person subject, Authority authority) {
    KeyPair keys = Keys.p256();
    X509Certificate certificate = forgery(keys, grant, subject).signedBy(authority);
    var _ = attempt(grant, keys, pair.home().serverName(), certificate).expect(200);
    return new ClientCertificate(List.of(certificate), keys.getPrivate());
  }

  private Answer attempt(Grant grant, KeyPair keys, String server, X509Certificate certificate) {
    ObjectNode body =
        enrolment
            .body(grant.url(), CertificateRequests.plain(keys))
            .put("requesting_server", server)
            .put("certificate_chain", Pem.text(certificate));
    return enrolment.post(grant.url(), body.toString());
  }
}
