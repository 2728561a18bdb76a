package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Server certificate, issuing CA and root are rotated while peers and people keep asking: over
 * connections that stay, and over a new one for every request. Not one request may fail.
 * One story in order, because a CA has one history.
 */
@ExtendWith(SharedGateways.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RotationTest {
  private static final int LEAST = Integer.getInteger("mosaic.rotation.requests", 15);

  private static GatewayPair pair;
  private static Story story;
  private static GatewayPair.Link link;

  /** Of a grant whose gateway never says which root it pins: this test. */
  private static Grant silentGrant;

  private static ClientCertificate silent;
  private static ClientCertificate underSecondRoot;
  private static Cli cli;

  @BeforeAll
  static void start(SharedServices services) {
    pair =
        GatewayPair.builder(services.addresses())
            .configure(configuration -> configuration.putObject("ca").put("look_interval", "200ms"))
            .start();
    story = Story.of(pair);
    story.fill(story.atWork());
    link = story.link(Scope.of("tasks"));
    silentGrant = story.grant(Scope.of("tasks"));
    silent = story.certificate(silentGrant);
    underSecondRoot = silent; // until there is a second root
    cli = Commands.admin(pair, pair.work());
  }

  @AfterAll
  static void stop() {
    pair.close();
  }

  @Test
  @Order(1)
  void rotateServer_underLoad_bothListenersChangeAndNoRequestFails() {
    X509Certificate before = shownByApi().getFirst();

    try (Load load = load()) {
      load.await(LEAST);
      JsonNode after = run("ca", "rotate", "server", "--yes", "--output", "json");
      Deadline.inSeconds(10)
          .await(
              "both listeners to show another certificate",
              () ->
                  !shownByApi().getFirst().equals(before)
                      && !shownToPeers().getFirst().equals(before));
      load.await(LEAST);

      assertThat(after.path("server").path("fingerprint").asText())
          .isNotEqualTo(Pem.sha256(before));
      requireNoFailure("server certificate", load);
    }
    assertThat(shownToPeers()).isEqualTo(shownByApi());
    assertThat(actions()).contains("ca.rotate ca/server");
  }

  @Test
  @Order(2)
  void rotateIssuing_underLoadAndBack_oldAndNewCertificatesWorkThroughout() {
    String old = current("issuing");

    ClientCertificate inBetween;
    try (Load load = load()) {
      load.await(LEAST);
      var _ = run("ca", "rotate", "issuing", "--yes", "--output", "json");
      awaitState(old, "retiring");
      load.await(LEAST);
      inBetween = story.certificate(story.grant(Scope.of("tasks")));
      assertThat(issuerOf(inBetween)).isEqualTo(current("issuing")).isNotEqualTo(old);
      assertThat(statusFor(inBetween)).isEqualTo(200);

      var _ = run("ca", "rotate", "issuing", "--roll-back", "--yes", "--output", "json");

      assertThat(current("issuing")).isEqualTo(old);
      load.await(LEAST);
      requireNoFailure("issuing CA, there and back", load);
    }
    assertThat(statusFor(inBetween)).as("what was issued in between").isEqualTo(200);
    assertThat(issuerOf(story.certificate(story.grant(Scope.of("tasks"))))).isEqualTo(old);
    assertThat(actions()).anyMatch(action -> action.startsWith("ca.roll-back ca/issuing/"));
  }

  @Test
  @Order(2)
  void rehearse_eachKind_everyPeerTriesItAndNothingChanges() {
    String states = states();

    try (Load load = load()) {
      load.await(LEAST);
      for (String what : List.of("server", "issuing", "root")) {
        JsonNode report =
            run("ca", "rotate", what, "--rehearse", "--wait", "3", "--output", "json");
        assertThat(outcome(report, link.grant().id())).as(what).isEqualTo("ready");
        assertThat(outcome(report, silentGrant.id())).as(what).isEqualTo("not_heard_from");
      }
      requireNoFailure("nothing, rehearsed", load);
    }
    assertThat(states()).isEqualTo(states);
    assertThat(pinOfHome()).isEqualTo(List.of(current("root")));
  }

  @Test
  @Order(2)
  void rehearse_peerThatWouldBreak_isNamedWithItsReason() {
    String id =
        pair.work()
            .admin()
            .post("/api/v1/ca/rehearse", UserApi.object().put("what", "root"))
            .expect(200)
            .json()
            .path("id")
            .asText();
    Deadline.inSeconds(10)
        .await(
            "work to note what the peer says",
            () -> {
              var _ =
                  FederationListener.of(pair.work())
                      .get(
                          silent,
                          "/federation/v1/ca",
                          "mosaic-ca-rehearsal: " + id + " unknown_ca");
              return outcome(rehearsal(id), silentGrant.id()).equals("would_break");
            });

    for (JsonNode peer : rehearsal(id).path("peers")) {
      if (peer.path("grant_id").asText().equals(silentGrant.id())) {
        assertThat(peer.path("reason").asText()).isEqualTo("unknown_ca");
      }
    }
    assertThat(story.atWork().api().get("/api/v1/ca/rehearsals/" + id).status()).isEqualTo(403);
  }

  @Test
  @Order(3)
  @Tag("T-03")
  void rotateRoot_underLoad_peersMoveByThemselvesAndTheOldRootWaitsForTheOthers() {
    String old = current("root");

    try (Load load = load()) {
      load.await(LEAST);
      Grant before = story.grant(Scope.of("tasks"));
      var _ = run("ca", "rotate", "root", "--yes", "--output", "json");
      awaitState(old, "retiring");
      String next = current("root");
      Person another = Names.person(pair.home(), "another");
      assertThat(before.url().caSha256()).isEqualTo(old);
      assertThat(pair.home().admin().addPeer(before.url(), another))
          .as("enrolled by a URL of the old root")
          .isNotBlank();
      assertThat(another.api().titles("tasks", pair.federated())).hasSize(1);
      awaitPin(next);
      load.await(LEAST);
      requireNoFailure("root", load);

      assertThat(shownByApi()).as("leaf, issuing CA, link, both roots").hasSize(5);
      assertThat(story.grant(Scope.of("tasks")).url().caSha256()).isEqualTo(next);
      assertThat(fails("ca", "rotate", "root", "--finish", "--yes"))
          .contains(
              "peers-depend-on-root",
              silentGrant.id() + ": never heard from",
              link.grant().id() + ": certificate under it");
      assertThat(fails("ca", "rotate", "root", "--yes")).contains("rotation-under-way");
      assertThat(state(old)).isEqualTo("retiring");
      requireNoFailure("root, refusals included", load);
    }
    assertThat(actions()).contains("ca.activate ca/root/" + old + "/" + current("root"));
    assertThat(story.atWork().api().get("/api/v1/ca").status()).as("no operator").isEqualTo(403);
  }

  @Test
  @Order(4)
  void rollBackRoot_underLoad_peersMoveBackAndNothingFails() {
    String second = current("root");
    underSecondRoot = story.certificate(story.grant(Scope.of("tasks")));

    try (Load load = load()) {
      load.await(LEAST);
      var _ = run("ca", "rotate", "--roll-back", "--yes", "--output", "json");
      assertThat(state(second)).isEqualTo("retiring");
      assertThat(current("root")).isNotEqualTo(second);
      awaitPin(current("root"));
      load.await(LEAST);
      requireNoFailure("root, back", load);
    }
    assertThat(statusFor(underSecondRoot)).as("what was issued in between").isEqualTo(200);
  }

  @Test
  @Order(5)
  void finish_forced_retiresTheRootForGoodWithWhatStandsUnderIt() {
    String over =
        pair.work()
            .database()
            .text(
                "select certificate_sha256 from certificate_authority"
                    + " where kind = 'root' and state = 'retiring'");

    var _ = run("ca", "rotate", "--finish", "--force", "--yes", "--output", "json");

    assertThat(state(over)).isEqualTo("retired");
    assertThat(shownByApi()).as("leaf, issuing CA, root").hasSize(3);
    assertThat(FederationListener.of(pair.work()).get(underSecondRoot, "/federation/v1/tasks"))
        .isInstanceOf(WireOutcome.TlsRefused.class);
    assertThat(statusFor(silent)).as("under the root that stays").isEqualTo(200);
    assertThat(story.fromHome("tasks").status()).isEqualTo(200);
    assertThat(fails("ca", "rotate", "--finish", "--yes")).contains("no-rotation");
    assertThatThrownBy(
            () ->
                pair.work()
                    .database()
                    .execute(
                        "update certificate_authority set state = 'retiring'"
                            + " where certificate_sha256 = ?",
                        over))
        .as("nobody can bring it back")
        .hasStackTraceContaining("final");
  }

  /**
   * A gateway that follows, over connections that it keeps; clients that trust the root of before,
   * over a new connection for every request.
   */
  private static Load load() {
    FreshConnection peer = FreshConnection.toFederation(pair.work(), silent);
    FreshConnection person = FreshConnection.toApi(pair.work());
    String token = "Bearer " + story.atWork().api().token();
    return new Load()
        .add("query from home", RotationTest::failureOfQuery)
        .add("peer, new connections", () -> peer.failureOf("/federation/v1/tasks"))
        .add(
            "user API, new connections",
            () -> person.failureOf("/api/v1/me", "Authorization", token));
  }

  private static Optional<String> failureOfQuery() {
    Answer answer = story.fromHome("tasks");
    boolean good =
        answer.status() == 200
            && answer.json().path("complete").asBoolean()
            && answer.json().path("items").size() == 1;
    return good ? Optional.empty() : Optional.of(answer.toString());
  }

  private static void requireNoFailure(String rotated, Load load) {
    System.out.printf(
        "rotation of %s: requests %s, failed %d%n", rotated, load.counts(), load.failures().size());
    assertThat(load.failures()).as("among " + load.counts()).isEmpty();
  }

  private static JsonNode rehearsal(String id) {
    return pair.work().admin().get("/api/v1/ca/rehearsals/" + id).expect(200).json();
  }

  private static String outcome(JsonNode report, String grant) {
    for (JsonNode peer : report.path("peers")) {
      if (peer.path("grant_id").asText().equals(grant)) {
        return peer.path("outcome").asText();
      }
    }
    throw new AssertionError("no grant " + grant + " in " + report);
  }

  private static String states() {
    return pair.work()
        .database()
        .text(
            "select string_agg(certificate_sha256 || state, ',' order by certificate_sha256)"
                + " from certificate_authority");
  }

  private static List<String> pinOfHome() {
    return pair.home()
        .database()
        .texts(
            "select peer_ca_fingerprint from federation_peers where grant_id = ?::uuid",
            link.grant().id());
  }

  private static JsonNode run(String... words) {
    return cli.run(words).expectSuccess().json();
  }

  private static String fails(String... words) {
    CliResult result = cli.run(words);
    assertThat(result.exit()).as(result.toString()).isNotZero();
    return result.error();
  }

  private static List<X509Certificate> shownByApi() {
    return Tls.shown(pair.work().settings().apiUrl(), Optional.empty());
  }

  private static List<X509Certificate> shownToPeers() {
    return Tls.shown(FreshConnection.toFederation(pair.work(), silent).base(), Optional.of(silent));
  }

  private static int statusFor(ClientCertificate certificate) {
    return FederationListener.of(pair.work()).get(certificate, "/federation/v1/tasks").status();
  }

  private static String issuerOf(ClientCertificate certificate) {
    return Pem.sha256(certificate.chain().get(1));
  }

  private static String current(String kind) {
    return pair.work()
        .database()
        .text(
            "select certificate_sha256 from certificate_authority"
                + " where state = 'current' and kind = ?",
            kind);
  }

  private static String state(String fingerprint) {
    return pair.work()
        .database()
        .text("select state from certificate_authority where certificate_sha256 = ?", fingerprint);
  }

  private static void awaitState(String fingerprint, String wanted) {
    Deadline.inSeconds(20)
        .await(fingerprint + " to be " + wanted, () -> state(fingerprint).equals(wanted));
  }

  /** Home pins it, and work has heard so from home. */
  private static void awaitPin(String root) {
    Deadline.inSeconds(20).await("home to pin " + root, () -> pinOfHome().equals(List.of(root)));
    Deadline.inSeconds(20)
        .await(
            "work to know that home pins " + root,
            () ->
                pair.work()
                    .database()
                    .texts(
                        "select root_sha256 from ca_peer_pins where grant_id = ?::uuid",
                        link.grant().id())
                    .equals(List.of(root)));
  }

  private static List<String> actions() {
    return pair.work()
        .database()
        .texts(
            "select verb || ' ' || resource from federation_audit_log where verb like 'ca.%'"
                + " and actor is not null");
  }
}
