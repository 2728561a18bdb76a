package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that was lost is given again to whoever it was for, and a token can be taken back. */
@ExtendWith(SharedGateways.class)
final class LostAnswerTest {
  private static final String GRANTS = "/api/v1/federation/grants/";
  private static final int AT_ONCE = 16;

  private final GatewayPair pair;
  private final Database work;
  private final Enrolment enrolment;

  LostAnswerTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work().database();
    this.enrolment = new Enrolment(pair);
  }

  @Test
  @Tag("T-10")
  void enrol_sameTokenAndKeyAgain_getsTheSameCertificateUntilTheTokenEnds() throws Exception {
    Grant grant = grant();
    String request = CertificateRequests.plain(Keys.p256());

    Answer first = enrolment.attempt(grant.url(), request).expect(200);
    Answer again = enrolment.attempt(grant.url(), request);
    Answer otherKey = enrolment.attempt(grant.url(), CertificateRequests.plain(Keys.p256()));

    assertThat(again.status()).as(again.toString()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(first.json());
    assertGone(otherKey);
    assertThat(records(grant)).as("nothing new was signed").isOne();
    expireToken(grant);
    assertGone(enrolment.attempt(grant.url(), request));
  }

  @Test
  @Tag("T-10")
  void enrol_sameTokenAndKeyAtOnce_oneCertificateForAll() throws Exception {
    Grant grant = grant();
    String request = CertificateRequests.plain(Keys.p256());
    List<Callable<Answer>> attempts = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      attempts.add(() -> untilIssued(grant, request));
    }

    Set<JsonNode> answers = new HashSet<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : executor.invokeAll(attempts, 60, TimeUnit.SECONDS)) {
        answers.add(answer.get().expect(200).json());
      }
    }

    assertThat(answers).hasSize(1);
    assertThat(records(grant)).isOne();
  }

  /** The first attempt signs, and fails to record it. */
  @Test
  @Tag("T-15")
  void enrol_recordingFailed_isReplacedForTheSameKeyAndRefusedForAnother() throws Exception {
    Grant grant = grant();
    KeyPair keys = Keys.p256();
    String request = CertificateRequests.plain(keys);
    Answer failed;
    Answer meanwhile;
    try (HeldGrant held = HeldGrant.of(work, grant)) {
      CompletableFuture<Answer> attempt =
          CompletableFuture.supplyAsync(() -> enrolment.attempt(grant.url(), request));
      var _ = held.awaitSigned();
      meanwhile = enrolment.attempt(grant.url(), request);
      held.fail();
      failed = attempt.get(30, TimeUnit.SECONDS);
    }
    assertThat(failed.status()).as(failed.toString()).isEqualTo(503);
    assertThat(meanwhile.status()).as(meanwhile.toString()).isEqualTo(503);
    assertThat(meanwhile.code()).isEqualTo("enrolment-in-progress");
    assertThat(meanwhile.headers().get("retry-after")).containsExactly("2");
    String signed =
        work.text("select serial from issued_certificates where grant_id = ?::uuid", grant.id());
    assertGone(enrolment.attempt(grant.url(), CertificateRequests.plain(Keys.p256())));

    Answer answer = untilIssued(grant, request).expect(200);

    assertThat(
            work.rows(
                "select serial = ?, certificate_sha256 is null, abandoned_at is not null,"
                    + " revoked_at is not null from issued_certificates"
                    + " where grant_id = ?::uuid order by intended_at",
                signed,
                grant.id()))
        .containsExactly(List.of(true, true, true, true), List.of(false, false, false, false));
    assertThat(
            FederationListener.of(pair.work())
                .get(Enrolment.certificate(answer, keys), "/federation/v1/tasks")
                .status())
        .isEqualTo(200);
  }

  @Test
  @Tag("T-13")
  void enrol_keyThatWasCertifiedBefore_isRefusedForEveryOtherGrant() {
    Grant grant = grant();
    String request = CertificateRequests.plain(Keys.p256());
    var _ = enrolment.attempt(grant.url(), request).expect(200);
    var _ = pair.work().admin().post(GRANTS + grant.id() + "/revoke", "{}").expect(200);
    Grant other = grant();

    Answer answer = enrolment.attempt(other.url(), request);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("csr-refused");
    assertThat(records(other)).isZero();
    assertThat(enrolment.attempt(other.url(), CertificateRequests.plain(Keys.p256())).status())
        .as("the token was not used up")
        .isEqualTo(200);
  }

  @Test
  @Tag("T-10")
  void cancelToken_outstanding_isGoneAndAuditedAndTheUsedOneStays() throws Exception {
    Grant grant = grant();
    Cli cli = Commands.admin(pair, pair.work());
    Person alice = Names.person(pair.work(), "alice");
    String path = GRANTS + grant.id() + "/cancel-token";
    assertThat(alice.api().post(path, "{}").status()).isEqualTo(403);

    CliResult cancelled =
        cli.run("federation", "grant", "cancel-token", grant.id(), "--output", "json");

    assertThat(cancelled.exit()).as(cancelled.toString()).isZero();
    assertThat(cancelled.json().path("cancelled_tokens").asInt()).isOne();
    assertGone(enrolment.attempt(grant.url(), CertificateRequests.plain(Keys.p256())));
    assertThat(new Audit(pair.work()).entries(grant.id()))
        .containsExactly("grant.create ok", "grant.cancel-token ok", "grant.enrol denied");
    assertThat(pair.work().log()).doesNotContain(grant.url().token());

    Grant enrolled = grant();
    String request = CertificateRequests.plain(Keys.p256());
    var _ = enrolment.attempt(enrolled.url(), request).expect(200);
    Answer nothing =
        pair.work().admin().post(GRANTS + enrolled.id() + "/cancel-token", "{}").expect(200);
    assertThat(nothing.json().path("cancelled_tokens").asInt()).isZero();
    assertThat(enrolment.attempt(enrolled.url(), request).status()).isEqualTo(200);
    assertThat(
            pair.work()
                .admin()
                .post(GRANTS + java.util.UUID.randomUUID() + "/cancel-token", "{}")
                .status())
        .isEqualTo(404);
  }

  /** Whoever stole a token and was cut off must not go on when it is taken back. */
  @ParameterizedTest
  @ValueSource(strings = {"rotate-token", "cancel-token"})
  @Tag("T-10")
  void takeBack_tokenWhoseEnrolmentWasCutOff_isGoneForTheSameKey(String how) throws Exception {
    Grant grant = grant();
    String request = CertificateRequests.plain(Keys.p256());
    try (HeldGrant held = HeldGrant.of(work, grant)) {
      CompletableFuture<Answer> attempt =
          CompletableFuture.supplyAsync(() -> enrolment.attempt(grant.url(), request));
      var _ = held.awaitSigned();
      held.fail();
      var _ = attempt.get(30, TimeUnit.SECONDS).expect(503);
    }

    Answer taken = pair.work().admin().post(GRANTS + grant.id() + "/" + how, "{}").expect(200);

    assertGone(enrolment.attempt(grant.url(), request));
    assertThat(
            work.rows(
                "select certificate_sha256 is null, abandoned_at is not null"
                    + " from issued_certificates where grant_id = ?::uuid",
                grant.id()))
        .containsExactly(List.of(true, true));
    if (how.equals("rotate-token")) {
      EnrolmentUrl anew = EnrolmentUrl.parse(taken.json().path("enrolment_url").asText());
      assertThat(enrolment.attempt(anew, request).status())
          .as("the key is free again")
          .isEqualTo(200);
    }
  }

  @Test
  void enrol_tooOftenFromOneAddress_isHeldBackThereOnly() {
    Grant grant = grant();
    UserApi oneAddress =
        UserApi.at(
            pair.work().settings().apiUrl(),
            Pem.certificate(pair.work().caRootFile()),
            InetAddress.ofLiteral(Loopback.address()));
    String body =
        enrolment
            .body(grant.url().withToken("A".repeat(43)), CertificateRequests.plain(Keys.p256()))
            .toString();

    Answer answer = oneAddress.post(grant.url().path(), body);
    for (int i = 0; i < 130 && answer.status() != 429; i++) {
      answer = oneAddress.post(grant.url().path(), body);
    }

    assertThat(answer.status()).as(answer.toString()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("rate-limited");
    assertThat(
            Integer.parseInt(answer.headers().getOrDefault("retry-after", List.of("0")).getFirst()))
        .isBetween(1, 60);
    assertThat(oneAddress.get("/.well-known/est/cacerts").status()).isEqualTo(429);
    assertThat(enrolment.attempt(grant.url(), CertificateRequests.plain(Keys.p256())).status())
        .isEqualTo(200);
  }

  @Test
  void peerAdd_answerIsLostOnce_asksAgainByItselfWithTheSameKey() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));

    Answer added;
    try (AnswerEater network = AnswerEater.start(pair.work(), grant, 1)) {
      added = add(story, network.url());
      assertThat(network.eaten()).isOne();
    }

    assertThat(added.status()).as(added.toString()).isEqualTo(201);
    assertThat(records(grant)).isOne();
    assertThat(peers(grant)).containsExactly("active");
    story.fromHome("tasks").expect(200);
  }

  @Test
  void peerAdd_answersStayLost_isPendingUntilTheSameUrlIsAddedAgain() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    Answer lost;
    try (AnswerEater network = AnswerEater.start(pair.work(), grant, Integer.MAX_VALUE)) {
      lost = add(story, network.url());
      assertThat(network.eaten()).as("one attempt, and two more by itself").isEqualTo(3);
    }
    assertThat(lost.status()).as(lost.toString()).isEqualTo(503);
    assertThat(lost.code()).isEqualTo("peer-offline");
    assertThat(peers(grant)).containsExactly("pending");

    Answer added = add(story, grant.url());

    assertThat(added.status()).as(added.toString()).isEqualTo(201);
    assertThat(added.json().path("peer").path("status").asText()).isEqualTo("active");
    assertThat(records(grant)).as("nothing more was signed").isOne();
    story.fromHome("tasks").expect(200);
  }

  /** What is known to have come to nothing leaves nothing behind, and is in nobody's way. */
  @Test
  void peerAdd_tokenIsCancelled_leavesNothingAndANewUrlWorks() {
    Story story = Story.of(pair);
    Grant cancelled = story.grant(Scope.of("tasks"));
    var _ = pair.work().admin().post(GRANTS + cancelled.id() + "/cancel-token", "{}").expect(200);

    Answer refused = add(story, cancelled.url());

    assertThat(refused.status()).as(refused.toString()).isEqualTo(410);
    assertThat(peers(cancelled)).isEmpty();
    assertThat(add(story, story.grant(Scope.of("tasks")).url()).status()).isEqualTo(201);
  }

  private Answer add(Story story, EnrolmentUrl url) {
    return pair.home()
        .admin()
        .post(
            "/api/v1/federation/peers",
            UserApi.object().put("url", url.text()).put("user", story.atHome().name()));
  }

  private List<String> peers(Grant grant) {
    return pair.home()
        .database()
        .texts("select status::text from federation_peers where grant_id = ?::uuid", grant.id());
  }

  private Answer untilIssued(Grant grant, String request) {
    Answer[] answer = {enrolment.attempt(grant.url(), request)};
    Deadline.inSeconds(20)
        .await(
            "issued",
            () -> {
              if (answer[0].status() == 503) {
                answer[0] = enrolment.attempt(grant.url(), request);
              }
              return answer[0].status() != 503;
            });
    return answer[0];
  }

  private void expireToken(Grant grant) {
    assertThat(
            work.execute(
                "update enrolment_tokens set expires_at = now() - interval '1 second'"
                    + " where grant_id = ?::uuid",
                grant.id()))
        .isOne();
  }

  private long records(Grant grant) {
    return work.count(
        "select count(*) from issued_certificates where grant_id = ?::uuid", grant.id());
  }

  private Grant grant() {
    return Story.of(pair).grant(Scope.of("tasks"));
  }

  private static void assertGone(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(410);
    assertThat(answer.code()).isEqualTo("enrolment-token-gone");
  }
}
