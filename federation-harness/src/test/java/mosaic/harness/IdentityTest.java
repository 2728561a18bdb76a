package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who one is on the federation listener: what the certificate says and the record knows. */
@ExtendWith(SharedGateways.class)
final class IdentityTest {
  private static final String TASKS = "/federation/v1/tasks";

  private final GatewayPair pair;
  private final Audit audit;
  private final FederationListener listener;

  IdentityTest(GatewayPair pair) {
    this.pair = pair;
    this.audit = new Audit(pair.work());
    this.listener = FederationListener.of(pair.work());
  }

  @Test
  @Tag("M3-04")
  void read_withGrantXsCertificate_neverYieldsGrantYsRows() {
    Story x = Story.of(pair);
    Story y = Story.of(pair);
    String rowOfX = x.atWork().api().createRow("tasks", "x's");
    String rowOfY = y.atWork().api().createRow("tasks", "y's");
    Grant grantX = x.grant(Scope.of("tasks"));
    Grant grantY = y.grant(Scope.of("tasks"));
    ClientCertificate certificateX = x.certificate(grantX);
    ClientCertificate certificateY = y.certificate(grantY);

    assertThat(ids(listener.get(certificateX, TASKS))).containsExactly(rowOfX);
    assertThat(ids(listener.get(certificateY, TASKS))).containsExactly(rowOfY);
    assertThat(listener.get(certificateX, TASKS + "/" + rowOfY).status()).isEqualTo(404);
    assertThat(listener.get(certificateY, TASKS + "/" + rowOfX).status()).isEqualTo(404);
    assertThat(
            listener
                .get(certificateX, "/federation/v1/capabilities")
                .answer()
                .json()
                .path("grant_id")
                .asText())
        .isEqualTo(grantX.id());
    // Nor with y's names in it, when the record says that it is x's.
    for (Forgery forgery :
        List.of(
            new Forgery(certificateX.leaf().getPublicKey(), grantY.id(), y.atWork().id()),
            new Forgery(certificateX.leaf().getPublicKey(), grantX.id(), y.atWork().id()),
            new Forgery(certificateX.leaf().getPublicKey(), grantY.id(), x.atWork().id()))) {
      ClientCertificate renamed =
          new ClientCertificate(
              forgery.chainBy(Authority.stolenFrom(pair.work())), certificateX.key());
      record(grantX, renamed.leaf());
      assertThat(listener.get(renamed, TASKS).status()).isEqualTo(401);
    }
    audit.awaitEntry(grantX.id(), "get", "denied");
    audit.awaitEntry(grantY.id(), "list", "ok");
  }

  @Test
  @Tag("T-04")
  void read_headersAndParametersNamingAnotherGrant_areIgnoredOrRefused() {
    Story x = Story.of(pair);
    Story y = Story.of(pair);
    String rowOfX = x.atWork().api().createRow("tasks", "x's");
    String rowOfY = y.atWork().api().createRow("tasks", "y's");
    Grant grantY = y.grant(Scope.of("tasks"));
    ClientCertificate certificateX = x.certificate(x.grant(Scope.of("tasks")));
    ClientCertificate certificateY = y.certificate(grantY);
    String pem = Pem.text(certificateY.leaf()).replace("\n", "%0A");

    for (String header :
        List.of(
            "X-Forwarded-Client-Cert: Hash=" + Pem.sha256(certificateY.leaf()) + ";Cert=" + pem,
            "X-SSL-Client-Cert: " + pem,
            "X-SSL-Client-S-DN: CN=grant-" + grantY.id(),
            "X-SSL-Client-Verify: SUCCESS",
            "X-Client-Cert: " + pem,
            "Client-Cert: :" + pem + ":",
            "X-Grant-Id: " + grantY.id(),
            "X-Mosaic-Grant: " + grantY.id(),
            "X-Mosaic-User: " + y.atWork().id(),
            "X-User-Id: " + y.atWork().id(),
            "Authorization: Bearer " + y.atWork().api().token(),
            "X-Forwarded-User: " + y.atWork().name(),
            "X-Original-URL: " + TASKS + "/" + rowOfY,
            "X-HTTP-Method-Override: DELETE")) {
      assertThat(ids(listener.get(certificateX, TASKS, header))).as(header).containsExactly(rowOfX);
    }
    for (String query :
        List.of(
            "grant_id=" + grantY.id(),
            "grant=" + grantY.id(),
            "user=" + y.atWork().id(),
            "subject_user_id=" + y.atWork().id(),
            "owner_id=" + y.atWork().id())) {
      Answer answer = listener.get(certificateX, TASKS + "?" + query).answer();
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("request-invalid");
    }
    assertThat(audit.entries(grantY.id()))
        .as("nothing counted as y's")
        .noneMatch(entry -> entry.startsWith("list") || entry.startsWith("get"));
  }

  @Test
  @Tag("T-05")
  void read_anotherGrantsIdsAndCursor_areAnsweredLikeAbsentOnes() {
    Story x = Story.of(pair);
    Story y = Story.of(pair);
    String team = pair.work().admin().createTeam(Names.unique("ys"), y.atWork());
    String teamRow = y.atWork().api().createTeamRow("tasks", "y's team", team);
    String one = y.atWork().api().createRow("tasks", "y's");
    ClientCertificate certificateX = x.certificate(x.grant(Scope.of("tasks")));
    ClientCertificate certificateY =
        y.certificate(y.grant(Scope.of("tasks").withTeams("tasks", team).rows(1)));
    String cursor =
        listener.get(certificateY, TASKS).answer().expect(200).json().path("next").asText();
    String nowhere = java.util.UUID.randomUUID().toString();

    assertThat(body(listener.get(certificateX, TASKS + "/" + one)))
        .isEqualTo(body(listener.get(certificateX, TASKS + "/" + nowhere)));
    assertThat(body(listener.get(certificateX, TASKS + "/" + teamRow)))
        .isEqualTo(body(listener.get(certificateX, TASKS + "/" + nowhere)));
    assertThat(body(listener.get(certificateX, "/federation/v1/teams/" + team + "/tasks")))
        .isEqualTo(body(listener.get(certificateX, "/federation/v1/teams/" + nowhere + "/tasks")));
    Answer stolen = listener.get(certificateX, TASKS + "?cursor=" + cursor).answer();
    assertThat(stolen.status()).as(stolen.toString()).isEqualTo(400);
    assertThat(stolen.code()).isEqualTo("cursor-invalid");
    assertThat(listener.get(certificateY, TASKS + "?cursor=" + cursor).status()).isEqualTo(200);
  }

  @Test
  @Tag("T-05")
  void read_anotherGrantInTheBody_isAnsweredLikeAnAbsentOne() throws Exception {
    Story x = Story.of(pair);
    Story y = Story.of(pair);
    Grant grantY = y.grant(Scope.of("tasks"));
    var _ = y.certificate(grantY);
    ClientCertificate certificateX = x.certificate(x.grant(Scope.of("tasks")));

    String another = withBody(certificateX, grantY.id());
    String absent = withBody(certificateX, java.util.UUID.randomUUID().toString());

    assertThat(another).startsWith("HTTP/1.1 400 ").contains("request-invalid").isEqualTo(absent);
  }

  /** The answer to a read with a body that names a grant, without its time and trace. */
  private String withBody(ClientCertificate certificate, String grant) throws Exception {
    String body = "{\"grant_id\":\"" + grant + "\"}";
    String host = pair.work().serverName() + ":" + GatewaySettings.FEDERATION_PORT;
    try (FederationSocket connection = FederationSocket.open(pair.work(), certificate)) {
      connection.send(
          "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(TASKS, host, body.length(), body));
      return new String(connection.untilClosed(), StandardCharsets.UTF_8)
          .replaceAll("(?i)\r\ndate: [^\r]*|\r\ntraceparent: [^\r]*", "")
          .replaceAll("\"trace_id\":\"[^\"]*\"", "");
    }
  }

  @Test
  @Tag("M3-05")
  void connect_certificateOfUntrustedAuthority_failsInTlsAndReachesNoHandler() {
    Story story = Story.of(pair);
    String row = story.atWork().api().createRow("tasks", "alice's");
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate good = story.certificate(grant);
    KeyPair keys = Keys.p256();
    Authority evil = Authority.selfMade("CN=Evil Root");
    ClientCertificate foreign =
        new ClientCertificate(
            new Forgery(keys.getPublic(), grant.id(), story.atWork().id()).chainBy(evil),
            keys.getPrivate());
    long handled = audit.handled();

    WireOutcome outcome = listener.get(foreign, TASKS);

    assertRefusedInTls("foreign", outcome);
    assertThat(audit.handled()).isEqualTo(handled);
    assertThat(audit.entries(grant.id())).doesNotContain("list ok", "list denied");
    assertThat(ids(listener.get(good, TASKS))).as("a good one").containsExactly(row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongTimesAndPurposes")
  @Tag("M3-12")
  void connect_wrongTimeOrPurpose_failsInTlsAndReachesNoHandler(
      String what, Consumer<Forgery> spoil) {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate good = story.certificate(grant);
    Authority stolen = Authority.stolenFrom(pair.work());
    KeyPair keys = Keys.p256();
    Forgery forgery = new Forgery(keys.getPublic(), grant.id(), story.atWork().id());
    spoil.accept(forgery);
    ClientCertificate spoilt = new ClientCertificate(forgery.chainBy(stolen), keys.getPrivate());
    // Even on record as the grant's active certificate, it must not come through TLS.
    record(grant, spoilt.leaf());
    long handled = audit.handled();

    WireOutcome outcome = listener.get(spoilt, TASKS);

    assertRefusedInTls(what, outcome);
    assertThat(audit.handled()).isEqualTo(handled);
    record(grant, good.leaf());
    assertThat(listener.get(good, TASKS).status()).as("a good one").isEqualTo(200);
  }

  static Stream<Arguments> wrongTimesAndPurposes() {
    Duration longAgo = Duration.ofDays(-60);
    return Stream.of(
        spoilt("expired", forgery -> forgery.valid(longAgo, Duration.ofDays(-1))),
        spoilt("not yet valid", forgery -> forgery.valid(Duration.ofDays(1), Duration.ofDays(30))),
        spoilt("serverAuth only", forgery -> forgery.purposes(KeyPurposeId.id_kp_serverAuth)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badNames")
  @Tag("M3-06")
  void read_namesMissingOrMalformed_is401AndGrantRevoked_is403(String what, NameSpoiler spoil) {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate good = story.certificate(grant);
    KeyPair keys = Keys.p256();
    Forgery forgery = new Forgery(keys.getPublic(), grant.id(), story.atWork().id());
    spoil.spoil(forgery, grant.id(), story.atWork().id());
    ClientCertificate spoilt =
        new ClientCertificate(
            forgery.chainBy(Authority.stolenFrom(pair.work())), keys.getPrivate());
    record(grant, spoilt.leaf());

    Answer answer = listener.get(spoilt, TASKS).answer();

    assertThat(answer.status()).as(what + ": " + answer).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("certificate-not-recognised");
    assertThat(audit.entries(grant.id())).doesNotContain("list ok");
    record(grant, good.leaf());
    assertThat(listener.get(good, TASKS).status()).as("a good one").isEqualTo(200);
    setStatus(grant, "revoked");
    assertThat(listener.get(good, TASKS).status()).as("a good one, revoked").isEqualTo(403);
  }

  static Stream<Arguments> badNames() {
    return Stream.of(
        bad("missing", (f, g, u) -> f.without(Extension.subjectAlternativeName)),
        bad("no subject", (f, g, u) -> f.names(Forgery.name(Forgery.GRANT_ID, g))),
        bad("no grant", (f, g, u) -> f.names(Forgery.name(Forgery.SUBJECT_USER_ID, u))),
        bad("upper case", (f, g, u) -> names(f, g.toUpperCase(Locale.ROOT), u)),
        bad("not a UUID", (f, g, u) -> names(f, "42", u)),
        bad("trailing NUL", (f, g, u) -> names(f, g + "\0", u)),
        bad("another subject", (f, g, u) -> names(f, g, g)));
  }

  @Test
  void read_grantSuspendedOrRevokedInTheDatabase_is403() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);
    assertThat(listener.get(certificate, TASKS).status()).isEqualTo(200);

    setStatus(grant, "suspended");
    Answer suspended = listener.get(certificate, TASKS).answer();
    setStatus(grant, "active");
    Answer active = listener.get(certificate, TASKS).answer();
    setStatus(grant, "revoked");
    Answer revoked = listener.get(certificate, TASKS).answer();

    assertThat(active.status()).isEqualTo(200);
    for (Answer refused : List.of(suspended, revoked)) {
      assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
      assertThat(refused.code()).isEqualTo("grant-not-active");
    }
    Deadline.inSeconds(20)
        .await(
            "both refusals on record",
            () ->
                audit.entries(grant.id()).stream().filter(e -> e.endsWith("denied")).count() == 2);
  }

  @Test
  @Tag("AC-03")
  void read_userWithoutGrant_cannotBeReachedWhateverOtherGrantsThereAre() {
    Story story = Story.of(pair);
    Person ungranted = Names.person(pair.work(), "dora");
    String team = pair.work().admin().createTeam(Names.unique("both"), story.atWork(), ungranted);
    String hers = ungranted.api().createRow("tasks", "dora's own");
    String note = ungranted.api().createRow("notes", "dora's note");
    String shared = ungranted.api().createTeamRow("tasks", "dora's, of the team", team);
    GatewayPair.Link link =
        story.link(
            Scope.of("tasks", "notes", "memory").withTeams("tasks", team).withTeams("notes", team));

    List<String> seen =
        story.fromHome("tasks?limit=500").expect(200).json().path("items").findValuesAsText("id");

    assertThat(seen).containsExactly(shared).doesNotContain(hers);
    assertThat(story.fromHome("tasks/" + hers).status()).isEqualTo(404);
    assertThat(story.fromHome("notes/" + note).status()).isEqualTo(404);
    assertThat(story.fromHome("notes").expect(200).json().path("items")).isEmpty();
    // Another user of home has no way through this peer either.
    Person neighbour = Names.person(pair.home(), "neighbour");
    Answer throughAnothersPeer = neighbour.api().get("/api/v1/tasks?source=" + pair.federated());
    assertThat(throughAnothersPeer.status()).isEqualTo(404);
    assertThat(throughAnothersPeer.code()).isEqualTo("peer-not-found");
    assertThat(
            pair.work()
                .database()
                .count(
                    "select count(*) from federation_grants where subject_user_id = ?::uuid",
                    ungranted.id()))
        .isZero();
    audit.awaitEntry(link.grant().id(), "get", "denied");
  }

  private static void assertRefusedInTls(String what, WireOutcome outcome) {
    assertThat(outcome).as(what).isInstanceOf(WireOutcome.TlsRefused.class);
    assertThat(outcome.toString()).contains("alert").doesNotContain("certificate_required");
  }

  private void setStatus(Grant grant, String status) {
    assertThat(
            pair.work()
                .database()
                .execute(
                    "update federation_grants set status = ?::grant_status where id = ?::uuid",
                    status,
                    grant.id()))
        .isOne();
  }

  /** Makes a certificate the grant's active one, as if the gateway had issued it. */
  private void record(Grant grant, X509Certificate certificate) {
    Database work = pair.work().database();
    String sha256 = Pem.sha256(certificate);
    var _ =
        work.execute(
            "insert into issued_certificates (serial, purpose, grant_id, issuer_sha256,"
                + " public_key_sha256, tbs_sha256, not_before, not_after, certificate_sha256,"
                + " issued_at)"
                + " select ?, 'grant', ?::uuid, issuer_sha256, ?, ?, now() - interval '1 hour',"
                + " now() + interval '1 day', ?, now() from issued_certificates"
                + " where grant_id = ?::uuid limit 1 on conflict do nothing",
            certificate.getSerialNumber().toString(16),
            grant.id(),
            "k-" + sha256,
            "t-" + sha256,
            sha256,
            grant.id());
    assertThat(
            work.execute(
                "update federation_grants set active_cert_fingerprint = ? where id = ?::uuid",
                sha256,
                grant.id()))
        .isOne();
  }

  private static List<String> ids(WireOutcome outcome) {
    return outcome.answer().expect(200).json().path("items").findValuesAsText("id");
  }

  /** Status and body without the trace id. */
  private static String body(WireOutcome outcome) {
    return outcome.answer().toString().replaceAll("\"trace_id\":\"[^\"]*\"", "");
  }

  private static void names(Forgery forgery, String grant, String user) {
    var _ =
        forgery.names(
            Forgery.name(Forgery.GRANT_ID, grant), Forgery.name(Forgery.SUBJECT_USER_ID, user));
  }

  private static Arguments spoilt(String what, Consumer<Forgery> spoil) {
    return Arguments.of(what, spoil);
  }

  private static Arguments bad(String what, NameSpoiler spoil) {
    return Arguments.of(what, spoil);
  }

  /** Gives a certificate names that it must not have. */
  interface NameSpoiler {
    void spoil(Forgery forgery, String grant, String user);
  }
}
