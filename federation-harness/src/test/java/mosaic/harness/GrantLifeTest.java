package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What admins do with a grant, what holds from the next request on, and what is refused. */
@ExtendWith(SharedGateways.class)
final class GrantLifeTest {
  private static final String GRANTS = "/api/v1/federation/grants";
  private static final String TASKS = "/federation/v1/tasks";
  private static final String NOTES = "/federation/v1/notes";
  private static final List<String> CHANGES =
      List.of("suspend", "resume", "edit", "edit-scope", "approve", "rotate-token", "revoke");

  private final GatewayPair pair;
  private final Database work;
  private final FederationListener listener;
  private final Enrolment enrolment;

  GrantLifeTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work().database();
    this.listener = FederationListener.of(pair.work());
    this.enrolment = new Enrolment(pair);
  }

  @Test
  void suspendAndResume_activeGrant_isOffAndOnAgainAtOnceAndOnRecord() {
    Grant grant = grant(Scope.of("tasks"));
    ClientCertificate certificate = enrolment.enrol(grant);
    assertThat(read(certificate, TASKS).status()).isEqualTo(200);

    assertThat(done(grant, "suspend").path("status").asText()).isEqualTo("suspended");
    Answer off = read(certificate, TASKS);
    assertThat(done(grant, "resume").path("status").asText()).isEqualTo("active");

    assertThat(off.status()).as(off.toString()).isEqualTo(403);
    assertThat(off.code()).isEqualTo("grant-not-active");
    assertThat(read(certificate, TASKS).status()).isEqualTo(200);
    assertThat(changes(grant, "grant.enrol"))
        .containsExactly("enrolment {\"status\":\"pending\"} {\"status\":\"active\"}");
    assertThat(changes(grant, "grant.suspend"))
        .containsExactly("admin {\"status\":\"active\"} {\"status\":\"suspended\"}");
    assertThat(changes(grant, "grant.resume"))
        .containsExactly("admin {\"status\":\"suspended\"} {\"status\":\"active\"}");
  }

  @Test
  void change_thatALifeDoesNotHave_isRefusedAndChangesNothing() {
    Grant grant = grant(Scope.of("tasks"));
    assertRefused(grant, "grant-transition-refused", "suspend", "resume");
    ClientCertificate certificate = enrolment.enrol(grant);
    assertRefused(grant, "grant-transition-refused", "resume");
    assertRefused(grant, "grant-not-pending", "rotate-token");
    assertRefused(grant, "approval-refused", "approve");
    var _ = done(grant, "suspend");
    assertRefused(grant, "grant-transition-refused", "suspend");
    assertRefused(grant, "grant-not-pending", "rotate-token");

    assertThat(done(grant, "revoke").path("status").asText()).isEqualTo("revoked");
    assertRefused(
        grant, "grant-transition-refused", "suspend", "resume", "edit", "edit-scope", "approve");
    assertRefused(grant, "grant-not-pending", "rotate-token");
    assertThat(done(grant, "revoke").path("status").asText()).as("again").isEqualTo("revoked");
    assertThat(changes(grant, "grant.revoke"))
        .containsExactly("admin {\"status\":\"suspended\"} {\"status\":\"revoked\"}");
    assertThat(read(certificate, TASKS).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"suspended", "revoked,pending", "active,pending", "active,suspended,pending"})
  void update_transitionThatALifeDoesNotHave_isRefusedByTheDatabase(String statuses)
      throws Exception {
    Grant grant = grant(Scope.of("tasks"));
    List<String> path = List.of(statuses.split(",", -1));
    try (Connection gateway = work.connectAsGateway();
        Statement update = gateway.createStatement()) {
      for (String status : path.subList(0, path.size() - 1)) {
        assertThat(update.executeUpdate(setStatus(grant, status))).as(status).isOne();
      }

      assertThatThrownBy(() -> update.executeUpdate(setStatus(grant, path.getLast())))
          .isInstanceOf(SQLException.class)
          .hasMessageMatching("(?s).*(does not go from|is final).*");
    }
  }

  @Test
  void editScope_activeGrant_isObeyedByTheNextRequestAndListed() throws Exception {
    Grant grant = grant(Scope.of("tasks"));
    ClientCertificate certificate = enrolment.enrol(grant);
    assertThat(read(certificate, NOTES).status()).isEqualTo(403);
    ObjectNode notes = Scope.of("notes").rows(7).json();

    JsonNode edited = editScope(grant, notes, false).expect(200).json().path("grant");
    assertThat(read(certificate, TASKS).code()).isEqualTo("resource-not-in-scope");
    assertThat(read(certificate, NOTES).status()).isEqualTo(200);
    assertThat(edited.path("scope_revision").asInt()).isEqualTo(2);

    JsonNode again = editScope(grant, notes, false).expect(200).json().path("grant");
    assertThat(again.path("version")).as("no change").isEqualTo(edited.path("version"));
    Answer sensitive = editScope(grant, Scope.of("credentials").json(), false);
    assertThat(sensitive.code()).as(sensitive.toString()).isEqualTo("scope-invalid");
    assertThat(editScope(grant, Scope.of("credentials").json(), true).status()).isEqualTo(200);

    JsonNode revisions = shown(grant).path("scope_revisions");
    assertThat(revisions)
        .extracting(
            revision ->
                revision.path("revision").asInt()
                    + " "
                    + revision.path("created_by").asText()
                    + " "
                    + revision.path("scope").path("resources"))
        .containsExactly("1 admin [\"tasks\"]", "2 admin [\"notes\"]", "3 admin [\"credentials\"]");
    assertThat(revisions)
        .allSatisfy(
            revision ->
                assertThat(Instant.parse(revision.path("created_at").asText()))
                    .isBefore(Instant.now().plusSeconds(60)));
    List<String> record = changes(grant, "grant.edit_scope");
    assertThat(record).hasSize(2);
    assertThat(record.getFirst())
        .startsWith("admin ")
        .contains("\"scope_revision\":1", "\"scope_revision\":2", "\"tasks\"", "\"notes\"")
        .doesNotContain("sensitive", "rate_limit_rpm");
    assertThat(record.getLast()).contains("\"sensitive\":true");
  }

  @Test
  void edit_rateLimitAndNotes_holdAtOnceAndOnlyTheseChange() {
    Grant grant = grant(Scope.of("tasks"));
    ClientCertificate certificate = enrolment.enrol(grant);
    int version = shown(grant).path("grant").path("version").asInt();

    JsonNode edited = edit(grant, version, "rate_limit_rpm", "1").expect(200).json().path("grant");
    assertThat(read(certificate, TASKS).status()).isEqualTo(200);
    Answer second = read(certificate, TASKS);
    assertThat(second.code()).as(second.toString()).isEqualTo("rate-limited");
    assertThat(edited.path("version").asInt()).isEqualTo(version + 1);

    JsonNode noted =
        edit(grant, version + 1, "notes", "\"until spring\"").expect(200).json().path("grant");
    assertThat(noted.path("notes").asText()).isEqualTo("until spring");
    assertThat(noted.path("rate_limit_rpm").asInt()).isOne();
    assertThat(changes(grant, "grant.edit"))
        .containsExactly(
            "admin {\"rate_limit_rpm\":100000} {\"rate_limit_rpm\":1}",
            "admin {\"notes\":null} {\"notes\":\"until spring\"}");
    assertThat(edit(grant, version + 2, "notes", "\"until spring\"").status()).isEqualTo(200);
    assertThat(changes(grant, "grant.edit")).as("nothing changed").hasSize(2);
    Answer malformed = edit(grant, version + 2, "expires_at", "\"tomorrow\"");
    assertThat(malformed.status()).as(malformed.toString()).isEqualTo(400);
    assertThat(malformed.json().path("path").asText()).isEqualTo("$.expires_at");
  }

  @Test
  @Tag("T-24")
  void expiry_ofGrant_endsItsReadsTokensAndCertificates() {
    ObjectNode body = body(Scope.of("tasks").json()).put("expires_at", "2h");
    JsonNode made = pair.work().admin().post(GRANTS, body).expect(201).json();
    Grant grant =
        new Grant(
            made.path("grant").path("id").asText(),
            EnrolmentUrl.parse(made.path("enrolment_url").asText()));
    Instant end = Instant.parse(made.path("grant").path("expires_at").asText());
    ClientCertificate certificate = enrolment.enrol(grant);

    assertThat(certificate.leaf().getNotAfter().toInstant())
        .isAfter(end.minusSeconds(60))
        .isBeforeOrEqualTo(end);
    assertThat(read(certificate, TASKS).status()).isEqualTo(200);
    expire(grant, "0 seconds");
    Answer over = read(certificate, TASKS);
    assertThat(over.status()).as(over.toString()).isEqualTo(403);
    assertThat(over.code()).isEqualTo("grant-not-active");
    assertThat(state(grant)).isEqualTo("expired");
    assertThat(listed("expired")).contains(grant.id());
    assertThat(listed("active")).doesNotContain(grant.id());

    var _ = edit(grant, version(grant), "expires_at", "\"never\"").expect(200);
    assertThat(read(certificate, TASKS).status()).as("given a later end").isEqualTo(200);

    Grant pending = grant(Scope.of("tasks"));
    expire(pending, "0 seconds");
    assertGone(pending);
    assertRefused(pending, "grant-not-pending", "rotate-token");
    Grant lastMinute = grant(Scope.of("tasks"));
    expire(lastMinute, "50 seconds");
    assertGone(lastMinute);
    ObjectNode soon = body(Scope.of("tasks").json()).put("expires_at", "5m");
    JsonNode shortLived = pair.work().admin().post(GRANTS, soon).expect(201).json();
    assertThat(shortLived.path("enrolment_expires_at"))
        .as("no token outlives its grant")
        .isEqualTo(shortLived.path("grant").path("expires_at"));
  }

  @Test
  @Tag("T-24")
  void enterGrant_expiredGrant_readsNothingWhateverTheGatewayBelieves() throws Exception {
    Grant grant = grant(Scope.of("tasks"));
    ClientCertificate certificate = enrolment.enrol(grant);
    String enter =
        "select enter_grant('%s', '%s', 1)".formatted(grant.id(), Pem.sha256(certificate.leaf()));

    try (Connection gateway = work.connectAsGateway();
        Statement statement = gateway.createStatement()) {
      assertThat(statement.execute(enter)).as("in force").isTrue();
      expire(grant, "0 seconds");
      assertThatThrownBy(() -> statement.execute(enter)).hasMessageContaining("standing of grant");
    }
  }

  @Test
  @Tag("T-10")
  void rotateToken_pendingGrant_onlyTheNewestTokenWorksAndNoneIsOnRecord() {
    Grant grant = grant(Scope.of("tasks"));
    JsonNode answer = act(grant, "rotate-token", UserApi.object()).expect(200).json();
    EnrolmentUrl second = EnrolmentUrl.parse(answer.path("enrolment_url").asText());
    JsonNode next = act(grant, "rotate-token", UserApi.object()).expect(200).json();
    EnrolmentUrl third = EnrolmentUrl.parse(next.path("enrolment_url").asText());

    assertGone(grant);
    assertGone(new Grant(grant.id(), second));
    assertThat(enrolment.attempt(third, CertificateRequests.plain(Keys.p256())).status())
        .isEqualTo(200);
    assertThat(enrolment.issued(grant)).isOne();
    assertThat(changes(grant, "grant.rotate_token")).hasSize(2);
    assertThat(
            work.texts(
                "select federation_audit_log::text from federation_audit_log"
                    + " where grant_id = ?::uuid",
                grant.id()))
        .noneMatch(row -> row.contains(second.token()) || row.contains(third.token()));
    assertThat(pair.work().log()).doesNotContain(second.token()).doesNotContain(third.token());
  }

  @Test
  void edit_manyOnOneVersion_exactlyOneIsMade() throws Exception {
    Grant grant = grant(Scope.of("tasks"));
    int version = version(grant);
    List<Callable<Answer>> attempts = new ArrayList<>();
    for (int rows = 1; rows <= 8; rows++) {
      ObjectNode scope = Scope.of("tasks").rows(rows).json();
      attempts.add(() -> act(grant, "edit-scope", scopeBody(version, scope, false)));
      String notes = "\"editor %d\"".formatted(rows);
      attempts.add(() -> edit(grant, version, "notes", notes));
    }

    List<Answer> answers = together(attempts);

    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.status() != 200))
        .hasSize(attempts.size() - 1)
        .allSatisfy(
            answer -> {
              assertThat(answer.code()).as(answer.toString()).isEqualTo("grant-changed-meanwhile");
              assertThat(answer.json().path("version").asInt()).isEqualTo(version + 1);
              assertThat(answer.json().path("remedy").asText()).contains("grant show");
            });
    assertThat(version(grant)).isEqualTo(version + 1);
    assertThat(changes(grant, "grant.edit").size() + changes(grant, "grant.edit_scope").size())
        .isOne();
  }

  @Test
  void suspend_racingAnEditOfTheScope_alwaysHoldsAndLosesNothing() throws Exception {
    for (int round = 0; round < 8; round++) {
      Grant grant = grant(Scope.of("tasks"));
      ClientCertificate certificate = enrolment.enrol(grant);
      int version = version(grant);
      ObjectNode wider = Scope.of("tasks", "notes").json();

      List<Answer> answers =
          together(
              List.of(
                  () -> act(grant, "suspend", UserApi.object()),
                  () -> act(grant, "edit-scope", scopeBody(version, wider, false))));

      assertThat(answers.getFirst().status()).as(answers.getFirst().toString()).isEqualTo(200);
      boolean edited = answers.getLast().status() == 200;
      if (!edited) {
        assertThat(answers.getLast().code()).isEqualTo("grant-changed-meanwhile");
      }
      JsonNode after = shown(grant);
      assertThat(after.path("grant").path("status").asText()).isEqualTo("suspended");
      assertThat(after.path("grant").path("version").asInt()).isEqualTo(version + (edited ? 2 : 1));
      assertThat(after.path("scope_revisions")).hasSize(edited ? 2 : 1);
      assertThat(after.path("scope_revisions").path(edited ? 1 : 0).path("scope"))
          .isEqualTo(after.path("grant").path("scope"));
      assertThat(read(certificate, NOTES).status()).isEqualTo(403);
    }
  }

  @Test
  @Tag("T-10")
  void rotateToken_racingAnEnrolment_endsWithOneCertificateAtMost() throws Exception {
    for (int round = 0; round < 8; round++) {
      Grant grant = grant(Scope.of("tasks"));
      String request = CertificateRequests.plain(Keys.p256());

      List<Answer> answers =
          together(
              List.of(
                  () -> act(grant, "rotate-token", UserApi.object()),
                  () -> enrolment.attempt(grant.url(), request)));

      assertThat(answers.getFirst().status()).as(answers.toString()).isIn(200, 409);
      assertThat(answers.getLast().status()).as(answers.toString()).isIn(200, 410);
      boolean enrolled = answers.getLast().status() == 200;
      assertThat(enrolment.issued(grant)).isEqualTo(enrolled ? 1 : 0);
      assertThat(state(grant)).isEqualTo(enrolled ? "active" : "pending");
    }
  }

  @Test
  void change_byOthersThanAdminsOrOfNoGrant_isRefusedWithoutTellingWhatThereIs() {
    Grant grant = grant(Scope.of("tasks"));
    Person user = Names.person(pair.work(), "user");
    String nowhere = UUID.randomUUID().toString();
    String before = shown(grant).toString();

    for (String change : CHANGES) {
      Answer real = user.api().post(GRANTS + "/" + grant.id() + "/" + change, bodyOf(change));
      Answer none = user.api().post(GRANTS + "/" + nowhere + "/" + change, bodyOf(change));
      Answer unknown =
          pair.work().admin().post(GRANTS + "/" + nowhere + "/" + change, bodyOf(change));
      assertThat(real.status()).as(change + real).isEqualTo(403);
      assertThat(none.status()).as(change + none).isEqualTo(403);
      assertThat(real.json().path("detail")).isEqualTo(none.json().path("detail"));
      assertThat(unknown.status()).as(change + unknown).isEqualTo(404);
    }
    assertThat(user.api().get(GRANTS + "/" + grant.id()).status()).isEqualTo(403);
    assertThat(shown(grant)).hasToString(before);
  }

  /** A grant's certificate meets the same answer, whatever became of another grant. */
  @Test
  @Tag("T-05")
  void read_withAnotherGrantsThings_tellsNothingOfThatGrant() {
    Grant mine = grant(Scope.of("tasks"));
    Grant other = grant(Scope.of("tasks", "notes"));
    ClientCertificate certificate = enrolment.enrol(mine);
    ClientCertificate others = enrolment.enrol(other);
    String path = TASKS + "/" + UUID.randomUUID() + "?grant=" + other.id();
    String before = withoutTrace(read(certificate, path));

    var _ = done(other, "suspend");

    assertThat(withoutTrace(read(certificate, path))).isEqualTo(before);
    assertThat(read(certificate, TASKS).status()).isEqualTo(200);
    assertThat(read(others, TASKS).body()).doesNotContain(mine.id(), other.id());
  }

  private static String withoutTrace(Answer answer) {
    return answer.status() + answer.body().replaceAll("\"trace_id\":\"[^\"]*\"", "");
  }

  private Grant grant(Scope scope) {
    return pair.work()
        .admin()
        .createGrant(Names.person(pair.work(), "alice"), pair.home().serverName(), scope.json());
  }

  private ObjectNode body(ObjectNode scope) {
    ObjectNode body =
        UserApi.object()
            .put("user", Names.person(pair.work(), "alice").name())
            .put("peer", pair.home().serverName());
    body.set("scope", scope);
    return body;
  }

  private static ObjectNode scopeBody(int version, ObjectNode scope, boolean sensitive) {
    ObjectNode body = UserApi.object().put("version", version);
    body.set("scope", scope);
    return sensitive ? body.put("allow_sensitive", true) : body;
  }

  /** A body that is as it has to be, for a grant of version 1. */
  private static ObjectNode bodyOf(String change) {
    return switch (change) {
      case "edit" -> UserApi.object().put("version", 1).put("notes", "changed");
      case "edit-scope" -> scopeBody(1, Scope.of("notes").json(), false);
      case "approve" -> UserApi.object().put("revision", 1);
      default -> UserApi.object();
    };
  }

  private Answer act(Grant grant, String change, ObjectNode body) {
    return pair.work().admin().post(GRANTS + "/" + grant.id() + "/" + change, body);
  }

  private JsonNode done(Grant grant, String change) {
    return act(grant, change, UserApi.object()).expect(200).json().path("grant");
  }

  private Answer edit(Grant grant, int version, String member, String json) {
    try {
      ObjectNode body = UserApi.object().put("version", version);
      body.set(member, new ObjectMapper().readTree(json));
      return act(grant, "edit", body);
    } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Answer editScope(Grant grant, ObjectNode scope, boolean sensitive) {
    return act(grant, "edit-scope", scopeBody(version(grant), scope, sensitive));
  }

  private JsonNode shown(Grant grant) {
    return pair.work().admin().get(GRANTS + "/" + grant.id()).expect(200).json();
  }

  private int version(Grant grant) {
    return shown(grant).path("grant").path("version").asInt();
  }

  private String state(Grant grant) {
    return shown(grant).path("grant").path("state").asText();
  }

  private List<String> listed(String state) {
    return pair.work()
        .admin()
        .get(GRANTS + "?status=" + state)
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("id");
  }

  private Answer read(ClientCertificate certificate, String path) {
    return listener.get(certificate, path).answer();
  }

  private void assertRefused(Grant grant, String code, String... changes) {
    for (String change : changes) {
      JsonNode before = shown(grant);
      Answer answer = act(grant, change, bodyOf(change));
      assertThat(answer.status()).as(change + answer).isEqualTo(409);
      assertThat(answer.code()).as(change).isEqualTo(code);
      assertThat(answer.json().path("remedy").asText()).as(change).isNotBlank();
      assertThat(shown(grant)).as(change).isEqualTo(before);
    }
  }

  private void assertGone(Grant grant) {
    Answer answer = enrolment.attempt(grant.url(), CertificateRequests.plain(Keys.p256()));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(410);
    assertThat(answer.code()).isEqualTo("enrolment-token-gone");
    assertThat(enrolment.issued(grant)).isZero();
  }

  private void expire(Grant grant, String from) {
    assertThat(
            work.execute(
                "update federation_grants set expires_at = now() + ?::interval where id = ?::uuid",
                from,
                grant.id()))
        .isOne();
  }

  private static String setStatus(Grant grant, String status) {
    return "update federation_grants set status = '%s' where id = '%s'"
        .formatted(status, grant.id());
  }

  /** Actor, before and after of everything on record of that verb, oldest first. */
  private List<String> changes(Grant grant, String verb) {
    return work
        .texts(
            "select actor || ' ' || (change->'before')::text || ' ' || (change->'after')::text"
                + " from federation_audit_log where grant_id = ?::uuid and verb = ?"
                + " and outcome = 'ok' order by occurred_at",
            grant.id(),
            verb)
        .stream()
        .map(text -> text.replace("\": ", "\":").replace(", \"", ",\""))
        .toList();
  }

  private static List<Answer> together(List<Callable<Answer>> attempts) throws Exception {
    CyclicBarrier start = new CyclicBarrier(attempts.size());
    List<Callable<Answer>> starting =
        attempts.stream()
            .<Callable<Answer>>map(
                attempt ->
                    () -> {
                      var _ = start.await(30, TimeUnit.SECONDS);
                      return attempt.call();
                    })
            .toList();
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : executor.invokeAll(starting, 60, TimeUnit.SECONDS)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }
}
