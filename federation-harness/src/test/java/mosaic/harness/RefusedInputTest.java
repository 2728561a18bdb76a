package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.KeyPair;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Grants that could not be stored or certified, and what an enrolment that is refused leaves. */
@ExtendWith(SharedGateways.class)
final class RefusedInputTest {
  private static final String GRANTS = "/api/v1/federation/grants";
  private static final int LONGEST_HOST = 64;

  private final GatewayPair pair;
  private final Enrolment enrolment;
  private final Audit audit;

  RefusedInputTest(GatewayPair pair) {
    this.pair = pair;
    this.enrolment = new Enrolment(pair);
    this.audit = new Audit(pair.work());
  }

  @Test
  void create_notesWithNul_isRefusedAndWritesNothing() {
    Person alice = Names.person(pair.work(), "alice");
    ObjectNode body = body(alice, pair.home().serverName()).put("notes", "before\0after");

    Answer answer = pair.work().admin().post(GRANTS, body);

    assertInvalid(answer, "$.notes");
    assertThat(grantsOf(alice)).isZero();
  }

  @ParameterizedTest(name = "{0} characters")
  @ValueSource(ints = {LONGEST_HOST + 1, 88, 253, 300})
  void create_peerLongerThanACertificateCanName_isRefusedAndWritesNothing(int length) {
    Person alice = Names.person(pair.work(), "alice");

    Answer answer = pair.work().admin().post(GRANTS, body(alice, host(length)));

    assertInvalid(answer, "$.peer");
    assertThat(grantsOf(alice)).isZero();
  }

  @Test
  void create_longestPeerThatACertificateCanName_canEnrol() {
    Person alice = Names.person(pair.work(), "alice");
    String peer = host(LONGEST_HOST);
    KeyPair keys = Keys.p256();

    Grant grant = pair.work().admin().createGrant(alice, peer, Scope.of("tasks").json());
    Answer enrolled =
        enrolment.post(
            grant.url(),
            enrolment
                .body(grant.url(), CertificateRequests.plain(keys))
                .put("requesting_server", peer)
                .toString());

    assertThat(enrolled.status()).as(enrolled.toString()).isEqualTo(200);
    assertThat(
            FederationListener.of(pair.work())
                .get(Enrolment.certificate(enrolled, keys), "/federation/v1/tasks")
                .status())
        .isEqualTo(200);
  }

  @Test
  void enrol_wrongToken_isOnRecordAsDenied() {
    Grant grant = Story.of(pair).grant(Scope.of("tasks"));

    Answer answer =
        enrolment.attempt(
            grant.url().withToken("A".repeat(43)), CertificateRequests.plain(Keys.p256()));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(410);
    assertThat(enrolments(grant.id())).containsExactly("grant.enrol denied");
  }

  @Test
  void enrol_otherServer_isOnRecordAsDeniedAndThenAsDone() {
    Grant grant = Story.of(pair).grant(Scope.of("tasks"));
    String request = CertificateRequests.plain(Keys.p256());

    Answer refused =
        enrolment.post(
            grant.url(),
            enrolment
                .body(grant.url(), request)
                .put("requesting_server", "evil.example")
                .toString());
    Answer accepted = enrolment.attempt(grant.url(), request);

    assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
    assertThat(accepted.status()).as(accepted.toString()).isEqualTo(200);
    assertThat(enrolments(grant.id())).containsExactly("grant.enrol denied", "grant.enrol ok");
  }

  @Test
  void enrol_requestThatIsNone_isOnRecordAsDenied() {
    Grant grant = Story.of(pair).grant(Scope.of("tasks"));

    Answer answer = enrolment.attempt(grant.url(), "not a request");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("csr-refused");
    assertThat(enrolments(grant.id())).containsExactly("grant.enrol denied");
  }

  @Test
  void enrol_grantThatIsNone_isOnRecordAsDenied() {
    Grant grant = Story.of(pair).grant(Scope.of("tasks"));
    String none = UUID.randomUUID().toString();

    Answer answer =
        enrolment.attempt(grant.url().withGrant(none), CertificateRequests.plain(Keys.p256()));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(410);
    assertThat(enrolments(none)).containsExactly("grant.enrol denied");
    assertThat(enrolments(grant.id())).isEmpty();
  }

  private ObjectNode body(Person subject, String peer) {
    ObjectNode body = UserApi.object().put("user", subject.name()).put("peer", peer);
    body.set("scope", Scope.of("tasks").json());
    return body;
  }

  /** A host name of so many characters, in labels of at most 50. */
  private static String host(int length) {
    String name = ("a".repeat(50) + ".").repeat(6) + "example";
    return name.substring(name.length() - length);
  }

  private List<String> enrolments(String grant) {
    return audit.entries(grant).stream().filter(entry -> entry.startsWith("grant.enrol")).toList();
  }

  private long grantsOf(Person person) {
    return pair.work()
        .database()
        .count(
            "select count(*) from federation_grants where subject_user_id = ?::uuid", person.id());
  }

  private static void assertInvalid(Answer answer, String path) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("request-invalid");
    assertThat(answer.json().path("path").asText()).isEqualTo(path);
  }
}
