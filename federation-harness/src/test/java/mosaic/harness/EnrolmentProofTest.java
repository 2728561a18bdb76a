package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two replicas of one gateway, many users of each token, and a kill in the worst moment. How often:
 * {@code -Dmosaic.enrolment.tokens=1000 -Dmosaic.enrolment.kills=200} for the sizes that
 * ISSUANCE.md names.
 */
@ExtendWith(SharedGateways.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EnrolmentProofTest {
  private static final int TOKENS = Integer.getInteger("mosaic.enrolment.tokens", 20);
  private static final int KILLS = Integer.getInteger("mosaic.enrolment.kills", 2);
  private static final int USERS = 64;

  /** Fewer than one address may try in a minute. */
  private static final int ATTEMPTS_AN_ADDRESS = 50;

  private final GatewayPair pair;
  private final Database work;
  private final Enrolment enrolment;
  private @Nullable Replica started;

  EnrolmentProofTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work().database();
    this.enrolment = new Enrolment(pair);
  }

  @BeforeAll
  void startReplica() {
    started = Replica.of(pair, pair.work());
  }

  @AfterAll
  void stopReplica() {
    if (started != null) {
      started.close();
    }
  }

  private Replica replica() {
    return Objects.requireNonNull(started);
  }

  /** One user of tokens; takes another address before the one it has is held back. */
  private final class User {
    private final boolean ofReplica;
    private UserApi api;
    private int attempts;

    User(int number) {
      ofReplica = number % 2 == 0;
      api = client();
    }

    private UserApi client() {
      return ofReplica ? replica().fromAnywhere() : enrolment.clientFromAnywhere();
    }

    int attempt(Grant grant, String body) {
      if (++attempts % ATTEMPTS_AN_ADDRESS == 0) {
        api = client();
      }
      return api.post(grant.url().path(), body).status();
    }
  }

  @Test
  @Tag("T-10")
  void enrol_64UsersOfEachTokenOnTwoReplicas_exactlyOneCertificateEach() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    List<User> users = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      users.add(new User(i));
    }
    List<Integer> expected = new ArrayList<>(Collections.nCopies(USERS - 1, 410));
    expected.addFirst(200);
    long started = System.nanoTime();
    List<String> grants = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int token = 0; token < TOKENS; token++) {
        Grant grant =
            pair.work()
                .admin()
                .createGrant(alice, pair.home().serverName(), Scope.of("tasks").json());
        grants.add(grant.id());
        CyclicBarrier together = new CyclicBarrier(USERS);
        List<Callable<Integer>> attempts = new ArrayList<>();
        for (User user : users) {
          String body =
              enrolment.body(grant.url(), CertificateRequests.plain(Keys.p256())).toString();
          attempts.add(
              () -> {
                var _ = together.await(60, TimeUnit.SECONDS);
                return user.attempt(grant, body);
              });
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> status : executor.invokeAll(attempts, 120, TimeUnit.SECONDS)) {
          statuses.add(status.get());
        }
        Collections.sort(statuses);
        assertThat(statuses).as("token " + token).isEqualTo(expected);
      }
    }
    System.out.printf(
        "%d tokens, %d users of each on two replicas: %d s%n",
        TOKENS, USERS, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));

    assertThat(
            work.rows(
                "select count(*), count(distinct grant_id), count(certificate_sha256) from"
                    + " issued_certificates where grant_id::text = any(string_to_array(?, ','))",
                String.join(",", grants)))
        .as("records, grants with one, certificates")
        .containsExactly(List.of((long) TOKENS, (long) TOKENS, (long) TOKENS));
  }

  /** The kill comes when the certificate is signed and nobody has recorded it. */
  @Test
  @Tag("T-15")
  void enrol_killedBetweenSigningAndStoring_noCertificateThatTheRecordDoesNotKnow()
      throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    for (int kill = 0; kill < KILLS; kill++) {
      Grant grant =
          pair.work()
              .admin()
              .createGrant(alice, pair.home().serverName(), Scope.of("tasks").json());
      String request = CertificateRequests.plain(Keys.p256());
      String body = enrolment.body(grant.url(), request).toString();
      CompletableFuture<Answer> attempt;
      try (HeldGrant held = HeldGrant.of(work, grant)) {
        UserApi client = replica().fromAnywhere();
        attempt = CompletableFuture.supplyAsync(() -> client.post(grant.url().path(), body));
        var _ = held.awaitSigned();
        replica().kill();
      }
      assertThat(attempt)
          .as("nobody got an answer")
          .failsWithin(30, TimeUnit.SECONDS)
          .withThrowableOfType(ExecutionException.class);
      assertThat(record(grant))
          .as("the record knows what was signed, and that it was not answered")
          .containsExactly(List.of("pending", false, false));
      String signed = serial(grant);

      // Half of the retries go to the process that is left, half to the one that starts again.
      boolean elsewhere = kill % 2 == 0;
      if (!elsewhere) {
        replica().restart();
      }
      Answer answer = untilIssued(grant, body, elsewhere);
      if (elsewhere) {
        replica().restart();
      }

      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      assertThat(record(grant))
          .containsExactlyInAnyOrder(
              List.of("active", false, true), List.of("active", true, false));
      assertThat(
              work.count(
                  "select count(*) from issued_certificates where serial = ?"
                      + " and revoked_at is not null",
                  signed))
          .as("what may have been signed is revoked")
          .isOne();
      assertThat(
              Pem.certificates(answer.json().path("certificate_chain").asText())
                  .getFirst()
                  .getSerialNumber()
                  .toString(16))
          .isNotEqualTo(signed);
    }
  }

  private Answer untilIssued(Grant grant, String body, boolean elsewhere) {
    UserApi client = elsewhere ? enrolment.clientFromAnywhere() : replica().fromAnywhere();
    Answer[] answer = {client.post(grant.url().path(), body)};
    Deadline.inSeconds(30)
        .await(
            "the same key enrols",
            () -> {
              if (answer[0].status() == 503) {
                answer[0] = client.post(grant.url().path(), body);
              }
              return answer[0].status() != 503;
            });
    return answer[0];
  }

  /** Status of the grant; of each record, whether it was answered, and whether it was given up. */
  private List<List<@Nullable Object>> record(Grant grant) {
    return work.rows(
        "select g.status::text, c.certificate_sha256 is not null, c.abandoned_at is not null"
            + " from federation_grants g join issued_certificates c on c.grant_id = g.id"
            + " where g.id = ?::uuid",
        grant.id());
  }

  private String serial(Grant grant) {
    return work.text("select serial from issued_certificates where grant_id = ?::uuid", grant.id());
  }
}
