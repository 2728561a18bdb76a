package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hostile requests at the enrolment endpoint: nobody gets more than the grant says. */
@ExtendWith(SharedGateways.class)
final class HostileRequestsTest {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final GatewayPair pair;
  private final Enrolment enrolment;

  HostileRequestsTest(GatewayPair pair) {
    this.pair = pair;
    this.enrolment = new Enrolment(pair);
  }

  @Test
  @Tag("T-11")
  void enrol_requestsThatAskForMore_getTheGrantsProfileAndNothingElse() throws Exception {
    Story other = Story.of(pair);
    Grant othersGrant = other.grant(Scope.of("tasks"));
    Story story = Story.of(pair);
    var requests = HostileRequests.greedy(othersGrant.id(), other.atWork().id());

    for (var entry : requests.entrySet()) {
      String what = entry.getKey();
      KeyPair keys = Keys.p256();
      byte[] request = entry.getValue().apply(keys);
      Grant grant = story.grant(Scope.of("tasks"));

      Answer answer = enrolment.attempt(grant.url(), Pem.text(CertificateRequests.LABEL, request));

      assertThat(answer.status()).as(what + ": " + answer).isEqualTo(200);
      GrantProfile.assertHolds(
          Enrolment.certificate(answer, keys),
          keys.getPublic(),
          grant.id(),
          story.atWork().id(),
          pair.home().serverName(),
          Pem.certificate(pair.work().caRootFile()));
      assertThat(enrolment.issued(grant)).isOne();
    }
    assertThat(enrolment.issued(othersGrant)).isZero();
  }

  @Test
  @Tag("T-12")
  @Tag("T-13")
  void enrol_malformedAndWeakRequests_areRefusedAndTheTokenStaysUsable() {
    Story story = Story.of(pair);
    ClientCertificate certified = story.certificate(story.grant(Scope.of("tasks")));
    List<HostileRequest> requests =
        HostileRequests.refused(Authority.stolenFrom(pair.work()), certified);
    assertThat(requests).hasSizeGreaterThanOrEqualTo(25);
    Grant grant = story.grant(Scope.of("tasks"));

    SoftAssertions all = new SoftAssertions();
    for (HostileRequest request : requests) {
      long start = System.nanoTime();
      Answer answer = enrolment.attempt(grant.url(), request.pem());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      all.assertThat(answer.status()).as("%s: %s", request, answer).isEqualTo(400);
      all.assertThat(answer.body()).as("%s: %s", request, answer).doesNotContain("xception");
      all.assertThat(took).as(request.what()).isLessThan(LONGEST);
      all.assertThat(enrolment.issued(grant)).as(request.what()).isZero();
    }
    all.assertAll();
    assertTokenStillUsable(grant);
  }

  @Test
  @Tag("T-12")
  void enrol_malformedDocuments_areRefusedAndTheTokenStaysUsable() {
    Grant grant = Story.of(pair).grant(Scope.of("tasks"));
    EnrolmentUrl url = grant.url();
    String request = CertificateRequests.plain(Keys.p256());
    ObjectNode good = enrolment.body(url, request);
    List<String> bodies = new ArrayList<>();
    bodies.add("");
    bodies.add("null");
    bodies.add("[]");
    bodies.add("\"text\"");
    bodies.add("{");
    bodies.add("{}");
    bodies.add("[".repeat(50_000));
    bodies.add("{\"a\":".repeat(50_000));
    bodies.add(good.deepCopy().put("unknown", 1).toString());
    bodies.add(good.deepCopy().put("csr", 42).toString());
    bodies.add(good.deepCopy().putNull("csr").toString());
    bodies.add(good.deepCopy().put("requesting_ca", "").toString());
    bodies.add(good.deepCopy().put("requesting_ca", request).toString());
    bodies.add(good.deepCopy().put("requesting_server", "").toString());
    bodies.add(good.toString().replace("\"csr\"", "\"csr\":\"x\",\"csr\""));
    bodies.add(good + "{}");
    bodies.add(good.deepCopy().put("csr", "A".repeat(10 << 20)).toString());

    SoftAssertions all = new SoftAssertions();
    for (String body : bodies) {
      String what = body.substring(0, Math.min(80, body.length()));
      Answer answer;
      try {
        answer = enrolment.post(url, body);
      } catch (HarnessException e) {
        all.fail("%s: no readable answer: %s", what, e.getMessage());
        continue;
      }
      all.assertThat(answer.status()).as("%s: %s", what, answer).isBetween(400, 499);
      all.assertThat(answer.status()).as("%s: %s", what, answer).isNotIn(410, 429);
      all.assertThat(answer.body()).as(what).doesNotContain("xception");
      all.assertThat(enrolment.issued(grant)).as(what).isZero();
    }
    all.assertAll();
    assertTokenStillUsable(grant);
  }

  private void assertTokenStillUsable(Grant grant) {
    assertThat(
            pair.work()
                .database()
                .text(
                    "select (used_at is null)::text from enrolment_tokens where grant_id = ?::uuid",
                    grant.id()))
        .isEqualTo("true");
    Answer good = enrolment.attempt(grant.url(), CertificateRequests.plain(Keys.p256()));
    assertThat(good.status()).as(good.toString()).isEqualTo(200);
    assertThat(enrolment.issued(grant)).isOne();
  }
}
