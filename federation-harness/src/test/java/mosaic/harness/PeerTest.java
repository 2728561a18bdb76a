package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Home turns an enrolment URL into an active peer, or leaves everything as it was. */
@ExtendWith(SharedGateways.class)
final class PeerTest {
  private final GatewayPair pair;

  PeerTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  @Tag("M2-06")
  void peerAdd_goodUrl_isActiveOnBothSidesWithCertificateAndKey() throws Exception {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    Cli cli = Commands.admin(pair, pair.home());

    CliResult added =
        cli.runWithInput(
            grant.url().text() + "\n",
            "federation",
            "peer",
            "add",
            "--user",
            story.atHome().name(),
            "--output",
            "json",
            "-");

    assertThat(added.exit()).as(added.toString()).isZero();
    JsonNode peer = added.json().has("peer") ? added.json().path("peer") : added.json();
    assertThat(peer.path("status").asText()).isEqualTo("active");
    assertThat(peer.path("peer_hostname").asText()).isEqualTo(pair.work().serverName());
    Peer stored = Peer.of(pair, grant);
    assertThat(stored.status()).isEqualTo("active");
    X509Certificate certificate = stored.certificate();
    assertThat(certificate.getNotAfter()).isInTheFuture();
    assertMatches(certificate, stored.key());
    assertThat(
            pair.work()
                .database()
                .rows(
                    "select status::text, active_cert_fingerprint from federation_grants"
                        + " where id = ?::uuid",
                    grant.id()))
        .containsExactly(List.of("active", Pem.sha256(certificate)));
    assertThat(added.output() + added.error())
        .doesNotContain("PRIVATE KEY")
        .doesNotContain(grant.url().token());
    assertThat(pair.home().log())
        .doesNotContain(grant.url().token())
        .doesNotContain("BEGIN CERTIFICATE");
    assertThat(story.fromHome("tasks").status()).isEqualTo(200);
  }

  @Test
  void peerAdd_byOrdinaryUser_isForbiddenAndLeavesTheTokenUnused() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));

    Answer answer =
        story
            .atHome()
            .api()
            .post("/api/v1/federation/peers", UserApi.object().put("url", grant.url().text()));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertUntouched(grant);
  }

  @Test
  @Tag("M2-05")
  void clientKey_atRest_isCiphertextBoundToItsRow() throws Exception {
    Story one = Story.of(pair);
    Story two = Story.of(pair);
    GatewayPair.Link first = one.link(Scope.of("tasks"));
    GatewayPair.Link second = two.link(Scope.of("tasks"));
    Peer peer = Peer.of(pair, first.grant());
    Sealed sealed = Sealed.under(pair.home().settings());

    byte[] stored = java.util.Base64.getDecoder().decode(peer.sealedKey());
    byte[] key = sealed.open(peer.sealedKey(), "federation_peers", "client_key_pem", first.peer());

    assertThat(new String(stored, StandardCharsets.ISO_8859_1))
        .doesNotContain("PRIVATE KEY")
        .doesNotContain(new String(key, StandardCharsets.ISO_8859_1));
    assertMatches(peer.certificate(), peer.key());
    assertThatThrownBy(
            () ->
                sealed.open(peer.sealedKey(), "federation_peers", "client_key_pem", second.peer()))
        .as("as another row's")
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(
            () ->
                sealed.open(peer.sealedKey(), "federation_peers", "client_cert_pem", first.peer()))
        .as("as another column's")
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(
            () ->
                Sealed.under(pair.work().settings())
                    .open(peer.sealedKey(), "federation_peers", "client_key_pem", first.peer()))
        .as("with another instance's key")
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void peerAdd_wrongFingerprintOfTheRightServer_leavesTheTokenUnused() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    String wrong = "0".repeat(64);

    Answer answer = add(story, grant.url().withCaSha256(wrong));

    assertThat(answer.status()).as(answer.toString()).isBetween(400, 599);
    assertThat(answer.code()).isNotBlank();
    assertThat(answer.body()).doesNotContain(grant.url().token());
    assertUntouched(grant);
    assertThat(add(story, grant.url()).status()).as("with the right one").isEqualTo(201);
  }

  @Test
  @Tag("M2-10")
  void peerAdd_impostor_hearsNoByte() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    String host = Names.unique("impostor") + ".example";
    String address = Loopback.address();
    pair.cluster().registerHost(host, address);
    try (RecordingServer impostor = RecordingServer.start(host, address)) {
      EnrolmentUrl url = grant.url().withServer(host, GatewaySettings.API_PORT);

      Answer answer = add(story, url);

      assertThat(answer.status()).as(answer.toString()).isBetween(400, 599);
      assertThat(impostor.connections()).as("home did come").isPositive();
      assertThat(impostor.heard()).isEmpty();
      assertUntouched(grant);

      // Told the impostor's fingerprint it does talk: so the silence above means something.
      Answer deceived = add(story, url.withCaSha256(Pem.sha256(impostor.root())));
      assertThat(deceived.status()).as(deceived.toString()).isBetween(400, 599);
      assertThat(impostor.heard()).contains("POST " + url.path());
      assertUntouched(grant);
    }
  }

  private Answer add(Story story, EnrolmentUrl url) {
    return pair.home()
        .admin()
        .post(
            "/api/v1/federation/peers",
            UserApi.object().put("url", url.text()).put("user", story.atHome().name()));
  }

  private void assertUntouched(Grant grant) {
    assertThat(
            pair.work()
                .database()
                .rows(
                    "select g.status::text, t.used_at from federation_grants g"
                        + " join enrolment_tokens t on t.grant_id = g.id where g.id = ?::uuid",
                    grant.id()))
        .singleElement()
        .satisfies(row -> assertThat(row).containsExactly("pending", (@Nullable Object) null));
    assertThat(
            pair.home()
                .database()
                .count(
                    "select count(*) from federation_peers"
                        + " where grant_id = ?::uuid and status = 'active'",
                    grant.id()))
        .isZero();
  }

  private static void assertMatches(X509Certificate certificate, PrivateKey key) throws Exception {
    byte[] message = {1, 2, 3};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(message);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(message);
    assertThat(signature.verify(signed)).as("the key belongs to the certificate").isTrue();
  }

  /** A peer as it lies in home's database. */
  private record Peer(
      GatewayPair pair, String id, String status, String sealedCertificate, String sealedKey) {
    static Peer of(GatewayPair pair, Grant grant) {
      var row =
          pair.home()
              .database()
              .rows(
                  "select id::text, status::text, client_cert_pem, client_key_pem"
                      + " from federation_peers where grant_id = ?::uuid",
                  grant.id())
              .getFirst();
      return new Peer(
          pair,
          String.valueOf(row.get(0)),
          String.valueOf(row.get(1)),
          String.valueOf(row.get(2)),
          String.valueOf(row.get(3)));
    }

    X509Certificate certificate() throws GeneralSecurityException {
      byte[] pem = open(sealedCertificate, "client_cert_pem");
      return Pem.certificates(new String(pem, StandardCharsets.US_ASCII)).getFirst();
    }

    PrivateKey key() throws GeneralSecurityException {
      return Keys.fromPem(open(sealedKey, "client_key_pem"), "EC");
    }

    private byte[] open(String sealed, String column) throws GeneralSecurityException {
      return Sealed.under(pair.home().settings()).open(sealed, "federation_peers", column, id);
    }
  }
}
