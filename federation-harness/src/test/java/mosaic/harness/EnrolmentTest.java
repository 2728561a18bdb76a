package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A token becomes exactly one certificate, or none. */
@ExtendWith(SharedGateways.class)
final class EnrolmentTest {
  private static final int AT_ONCE = 64;

  private final GatewayPair pair;
  private final Enrolment enrolment;

  EnrolmentTest(GatewayPair pair) {
    this.pair = pair;
    this.enrolment = new Enrolment(pair);
  }

  @Test
  @Tag("M2-02")
  void enrol_goodRequest_yieldsCertificateOfTheGrantsProfileAndActivates() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    Grant grant = grantFor(alice);
    KeyPair keys = Keys.p256();

    Answer answer = enrolment.attempt(grant.url(), CertificateRequests.plain(keys));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.json().path("grant_id").asText()).isEqualTo(grant.id());
    assertThat(answer.json().path("federation_url").asText())
        .isEqualTo("https://%s:%d".formatted(pair.work().serverName(), 8444));
    ClientCertificate certificate = Enrolment.certificate(answer, keys);
    assertThat(certificate.chain()).hasSize(2);
    GrantProfile.assertHolds(
        certificate,
        keys.getPublic(),
        grant.id(),
        alice.id(),
        pair.home().serverName(),
        Pem.certificate(pair.work().caRootFile()));
    assertThat(
            pair.work()
                .database()
                .rows(
                    "select status::text, active_cert_fingerprint, requesting_ca_fingerprint"
                        + " from federation_grants where id = ?::uuid and activated_at is not null",
                    grant.id()))
        .containsExactly(
            List.of(
                "active",
                Pem.sha256(certificate.leaf()),
                Pem.sha256(Pem.certificate(pair.home().caRootFile()))));
    assertThat(enrolment.issued(grant)).isOne();
  }

  @Test
  void enrol_otherServerThanTheGrantNames_isRefusedAndTheTokenStaysUsable() {
    Grant grant = grantFor(Names.person(pair.work(), "alice"));
    String request = CertificateRequests.plain(Keys.p256());
    String body =
        enrolment.body(grant.url(), request).put("requesting_server", "evil.example").toString();

    Answer answer = enrolment.post(grant.url(), body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("requesting-server-mismatch");
    assertThat(enrolment.issued(grant)).isZero();
    assertThat(enrolment.attempt(grant.url(), request).status()).isEqualTo(200);
  }

  @Test
  @Tag("M2-03")
  @Tag("T-10")
  void enrol_64AtOnceThenAgainThenExpired_exactlyOneCertificate() throws Exception {
    Grant grant = grantFor(Names.person(pair.work(), "alice"));
    CyclicBarrier together = new CyclicBarrier(AT_ONCE);
    List<Callable<Integer>> attempts = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      String request = CertificateRequests.plain(Keys.p256());
      String body = enrolment.body(grant.url(), request).toString();
      UserApi client = enrolment.clientFromAnywhere();
      attempts.add(
          () -> {
            var _ = together.await(30, TimeUnit.SECONDS);
            return client.post(grant.url().path(), body).status();
          });
    }

    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : executor.invokeAll(attempts, 60, TimeUnit.SECONDS)) {
        statuses.add(status.get());
      }
    }

    Collections.sort(statuses);
    List<Integer> expected = new ArrayList<>(Collections.nCopies(AT_ONCE - 1, 410));
    expected.addFirst(200);
    assertThat(statuses).isEqualTo(expected);
    assertGone(enrolment.attempt(grant.url(), CertificateRequests.plain(Keys.p256())));
    assertThat(enrolment.issued(grant)).isOne();

    Grant late = grantFor(Names.person(pair.work(), "alice"));
    expireToken(late);
    assertGone(enrolment.attempt(late.url(), CertificateRequests.plain(Keys.p256())));
    assertThat(enrolment.issued(late)).isZero();
  }

  @Test
  @Tag("T-10")
  void enrol_tokensThatNeverWereOrBelongElsewhere_areAnsweredLikeUsedOnes() {
    Grant grant = grantFor(Names.person(pair.work(), "alice"));
    Grant other = grantFor(Names.person(pair.work(), "bob"));
    String request = CertificateRequests.plain(Keys.p256());
    String guess = "A".repeat(43);

    List<Answer> answers =
        List.of(
            enrolment.attempt(grant.url().withToken(guess), request),
            enrolment.attempt(grant.url().withToken(other.url().token()), request),
            enrolment.attempt(
                grant.url().withGrant(java.util.UUID.randomUUID().toString()), request));

    assertThat(answers).allSatisfy(EnrolmentTest::assertGone);
    assertThat(answers)
        .extracting(answer -> answer.json().path("detail"))
        .containsOnly(answers.getFirst().json().path("detail"));
    assertThat(enrolment.issued(grant) + enrolment.issued(other)).isZero();
    assertThat(enrolment.attempt(other.url(), request).status()).isEqualTo(200);
  }

  private void expireToken(Grant grant) {
    int aged =
        pair.work()
            .database()
            .execute(
                "update enrolment_tokens set expires_at = now() - interval '1 second'"
                    + " where grant_id = ?::uuid",
                grant.id());
    assertThat(aged).isOne();
  }

  private Grant grantFor(Person person) {
    return pair.work()
        .admin()
        .createGrant(person, pair.home().serverName(), Scope.of("tasks").json());
  }

  private static void assertGone(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(410);
    assertThat(answer.code()).isEqualTo("enrolment-token-gone");
  }
}
