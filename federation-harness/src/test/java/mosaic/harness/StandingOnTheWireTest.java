package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a grant's standing becomes while its reads are on their way. */
@ExtendWith(SharedGateways.class)
final class StandingOnTheWireTest {
  private static final String TASKS = "/federation/v1/tasks";
  private static final String AUDIT_LOG = "federation_audit_log";

  private final GatewayPair pair;
  private final Database work;
  private final Audit audit;
  private final FederationListener listener;

  StandingOnTheWireTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work().database();
    this.audit = new Audit(pair.work());
    this.listener = FederationListener.of(pair.work());
  }

  /** The answer is made and only its audit row is still to be written: then the grant ends. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void list_standingEndsBeforeTheAnswerIsRecorded_isRefused(String what, String end, int refusal)
      throws Exception {
    Story story = Story.of(pair);
    String row = story.atWork().api().createRow("tasks", "not to be seen any more");
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);

    CompletableFuture<Answer> reading;
    try (Connection holding = work.connect();
        Statement lock = holding.createStatement()) {
      holding.setAutoCommit(false);
      var _ = lock.execute("lock table " + AUDIT_LOG + " in access exclusive mode");
      reading = read(certificate);
      awaitWriterOfTheAuditLog();
      assertThat(work.execute(end, grant.id())).as(what).isOne();
      holding.rollback();
    }

    Answer answer = reading.get(20, TimeUnit.SECONDS);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(refusal);
    assertThat(answer.body()).doesNotContain(row).doesNotContain("not to be seen");
    assertThat(reads(grant)).containsExactly("list denied");
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        Arguments.of(
            "grant revoked",
            "update federation_grants set status = 'revoked', revoked_at = now()"
                + " where id = ?::uuid",
            403),
        Arguments.of(
            "grant suspended",
            "update federation_grants set status = 'suspended' where id = ?::uuid",
            403),
        Arguments.of(
            "certificate revoked",
            "update issued_certificates set revoked_at = now() where grant_id = ?::uuid",
            401),
        Arguments.of(
            "resource taken out of the scope",
            "update federation_grants set scope = jsonb_set(scope, '{resources}', '[\"notes\"]'),"
                + " scope_revision = scope_revision + 1 where id = ?::uuid",
            403));
  }

  @Test
  void list_standingStaysWhileTheAnswerWaitsToBeRecorded_isAnswered() throws Exception {
    Story story = Story.of(pair);
    String row = story.atWork().api().createRow("tasks", "still to be seen");
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);

    CompletableFuture<Answer> reading;
    try (Connection holding = work.connect();
        Statement lock = holding.createStatement()) {
      holding.setAutoCommit(false);
      var _ = lock.execute("lock table " + AUDIT_LOG + " in access exclusive mode");
      reading = read(certificate);
      awaitWriterOfTheAuditLog();
      assertThat(reading).as("no row, no answer").isNotDone();
      holding.rollback();
    }

    Answer answer = reading.get(20, TimeUnit.SECONDS).expect(200);
    assertThat(answer.body()).contains(row);
    assertThat(reads(grant)).containsExactly("list ok");
  }

  @Test
  void list_revocationIsBeingCommitted_isAnsweredBeforeAndForbiddenAfter() throws Exception {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);

    Answer before;
    Answer after;
    try (Connection revoking = work.connect();
        Statement revoke = revoking.createStatement()) {
      revoking.setAutoCommit(false);
      int revoked =
          revoke.executeUpdate(
              "update federation_grants set status = 'revoked', revoked_at = now() where id = '"
                  + grant.id()
                  + "'");
      assertThat(revoked).isOne();
      before = listener.get(certificate, TASKS).answer();
      revoking.commit();
      after = listener.get(certificate, TASKS).answer();
    }

    assertThat(before.status()).as("not revoked yet: " + before).isEqualTo(200);
    assertThat(after.status()).as(after.toString()).isEqualTo(403);
    assertThat(reads(grant)).containsExactly("list ok", "rejected denied");
  }

  @Test
  void list_rowOfTheGrantIsLocked_isAnsweredAllTheSameAndRecordedOnce() throws Exception {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);

    Answer answer;
    try (Connection holding = work.connect()) {
      holding.setAutoCommit(false);
      var _ =
          Database.rows(
              holding,
              "select id from federation_grants where id = ?::uuid for update",
              grant.id());
      answer = listener.get(certificate, TASKS).answer();
      holding.rollback();
    }

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(reads(grant)).containsExactly("list ok");
    assertThat(listener.get(certificate, TASKS).status()).isEqualTo(200);
    Deadline.inSeconds(20)
        .await(
            "the grant's use is noted once nobody holds its row",
            () ->
                work.count(
                        "select count(*) from federation_grants"
                            + " where id = ?::uuid and last_used_at is not null",
                        grant.id())
                    == 1);
  }

  private CompletableFuture<Answer> read(ClientCertificate certificate) {
    return CompletableFuture.supplyAsync(
        () -> listener.get(certificate, TASKS).answer(), task -> Thread.ofVirtual().start(task));
  }

  private void awaitWriterOfTheAuditLog() throws SQLException {
    try (Connection looking = work.connect()) {
      Deadline.inSeconds(8)
          .await("somebody waits to write the audit log", () -> isAwaited(looking));
    }
  }

  private static boolean isAwaited(Connection looking) {
    try {
      return !Database.rows(
              looking,
              "select pid from pg_locks where not granted and relation = ?::regclass",
              AUDIT_LOG)
          .isEmpty();
    } catch (SQLException e) {
      throw new HarnessException("The locks could not be read", e);
    }
  }

  /** What is on record of the grant's reads, but not of its making. */
  private List<String> reads(Grant grant) {
    return audit.entries(grant.id()).stream().filter(entry -> !entry.startsWith("grant.")).toList();
  }
}
