package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A gateway as careful as it can be: two admins for credentials and API keys, and no
 * network allowed beside the public Internet (T-40). What allowed networks do, every other test
 * shows.
 */
@ExtendWith(SharedGateways.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GuardedGatewayTest {
  private static final String GRANTS = "/api/v1/federation/grants";
  private static final String HOST = "guarded.example";
  private static final String SENSITIVE = "credentials";

  private final ServiceAddresses services;
  private final AtomicReference<@Nullable GatewayCluster> running = new AtomicReference<>();

  GuardedGatewayTest(SharedServices services) {
    this.services = services.addresses();
  }

  @BeforeAll
  void start() {
    running.set(
        GatewayCluster.builder(services)
            .gateway(HOST)
            .configure(
                configuration -> {
                  ObjectNode federation = configuration.withObject("/federation");
                  federation.remove("allowed_networks");
                  federation.put("two_person_approval", true);
                })
            .start());
  }

  @AfterAll
  void stop() {
    GatewayCluster cluster = running.getAndSet(null);
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void create_sensitiveScope_cannotBeEnrolledBeforeAnotherAdminApproves() {
    UserApi creator = admin();
    UserApi second = admin();
    JsonNode made = create(creator, Scope.of("tasks", SENSITIVE));
    String id = made.path("grant").path("id").asText();
    EnrolmentUrl url = EnrolmentUrl.parse(made.path("enrolment_url").asText());
    assertThat(made.path("grant").path("status").asText()).isEqualTo("pending");
    assertThat(made.path("grant").path("state").asText()).isEqualTo("awaiting_approval");

    Answer early = enrol(url);
    Answer guessed = enrol(url.withToken("A".repeat(43)));
    assertThat(early.status()).as(early.toString()).isEqualTo(410);
    assertThat(early.json().path("detail")).isEqualTo(guessed.json().path("detail"));
    assertThat(post(creator, id, "rotate-token").code()).isEqualTo("approval-needed");
    assertThat(approve(creator, id, 1).code()).as("the creator").isEqualTo("approval-refused");
    assertThat(approve(second, id, 2).code()).as("another one").isEqualTo("approval-refused");
    assertThat(approve(operator(), id, 1).status()).as("an operator").isEqualTo(403);
    assertThat(enrol(url).status()).as("still").isEqualTo(410);

    JsonNode approved = approve(second, id, 1).expect(200).json().path("grant");

    assertThat(approved.path("state").asText()).isEqualTo("pending");
    assertThat(enrol(url).status()).isEqualTo(200);
    assertThat(approve(second, id, 1).code()).as("twice").isEqualTo("approval-refused");
    assertThat(records(id, "grant.create"))
        .singleElement()
        .asString()
        .contains("\"sensitive\": true");
    assertThat(records(id, "grant.approve"))
        .singleElement()
        .asString()
        .contains("\"awaiting_revision\": 1", "\"awaiting_revision\": null");
    JsonNode revision = show(id).path("scope_revisions").path(0);
    assertThat(revision.path("approved_by").asText()).startsWith("root-");
  }

  @Test
  void create_ordinaryScope_needsNobodyElse() {
    JsonNode made = create(admin(), Scope.of("tasks").excluding(SENSITIVE));

    assertThat(enrol(EnrolmentUrl.parse(made.path("enrolment_url").asText())).status())
        .isEqualTo(200);
  }

  @Test
  void editScope_thatWidensToSensitive_holdsFromTheApprovalOn() {
    UserApi creator = admin();
    UserApi author = admin();
    UserApi third = admin();
    JsonNode made = create(creator, Scope.of("tasks"));
    String id = made.path("grant").path("id").asText();
    ClientCertificate certificate =
        certificate(EnrolmentUrl.parse(made.path("enrolment_url").asText()));

    JsonNode proposed = edit(author, id, Scope.of("tasks", "notes", SENSITIVE));
    assertThat(proposed.path("awaiting_revision").asInt()).isEqualTo(2);
    assertThat(proposed.path("scope_revision").asInt()).isOne();
    assertThat(proposed.path("state").asText()).isEqualTo("active");
    assertThat(read(certificate, SENSITIVE)).isEqualTo(403);
    assertThat(read(certificate, "notes")).as("nothing of it holds yet").isEqualTo(403);
    assertThat(read(certificate, "tasks")).isEqualTo(200);
    assertThat(approve(author, id, 2).code()).as("its author").isEqualTo("approval-refused");
    assertThat(approve(creator, id, 2).code()).as("the creator").isEqualTo("approval-refused");

    var _ = approve(third, id, 2).expect(200);
    assertThat(read(certificate, SENSITIVE)).isEqualTo(200);
    assertThat(read(certificate, "notes")).isEqualTo(200);

    JsonNode narrowed = edit(author, id, Scope.of(SENSITIVE));
    assertThat(narrowed.path("awaiting_revision").asInt()).as("none waits").isZero();
    assertThat(read(certificate, "tasks")).as("to narrow holds at once").isEqualTo(403);
    assertThat(edit(author, id, Scope.of(SENSITIVE, "api_keys")).path("awaiting_revision").asInt())
        .isEqualTo(4);
    JsonNode replaced = edit(author, id, Scope.of("tasks"));
    assertThat(replaced.path("awaiting_revision").asInt()).as("replaced").isZero();
    assertThat(approve(third, id, 4).code()).isEqualTo("approval-refused");
    assertThat(read(certificate, SENSITIVE)).isEqualTo(403);
  }

  @Test
  void editScope_ofAGrantThatWaits_neitherApprovesItNorLetsItsAuthorApprove() {
    UserApi creator = admin();
    UserApi author = admin();
    JsonNode made = create(creator, Scope.of(SENSITIVE));
    String id = made.path("grant").path("id").asText();
    EnrolmentUrl url = EnrolmentUrl.parse(made.path("enrolment_url").asText());

    JsonNode smaller = edit(author, id, Scope.of(SENSITIVE).rows(5));
    assertThat(smaller.path("state").asText()).isEqualTo("awaiting_approval");
    assertThat(enrol(url).status()).isEqualTo(410);
    assertThat(approve(author, id, 2).code()).isEqualTo("approval-refused");
    assertThat(approve(creator, id, 2).code()).isEqualTo("approval-refused");
    assertThat(approve(admin(), id, 1).code()).as("replaced").isEqualTo("approval-refused");

    assertThat(edit(author, id, Scope.of("tasks")).path("state").asText()).isEqualTo("pending");
    assertThat(enrol(url).status()).isEqualTo(200);
  }

  @Test
  void edit_laterEndOfASensitiveGrant_isRefusedWhileAnEarlierOneIsFree() {
    UserApi creator = admin();
    String sensitive = create(creator, Scope.of(SENSITIVE)).path("grant").path("id").asText();
    String ordinary = create(creator, Scope.of("tasks")).path("grant").path("id").asText();
    assertThat(expire(creator, sensitive, "90d").status()).as("not approved yet").isEqualTo(200);
    var _ = approve(admin(), sensitive, 1).expect(200);
    var _ = expire(creator, ordinary, "30d").expect(200);

    for (String later : List.of("91d", "never")) {
      Answer refused = expire(creator, sensitive, later);
      assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
      assertThat(refused.code()).as(later).isEqualTo("approval-needed");
      assertThat(refused.json().path("remedy").asText()).contains("Make a new grant");
      assertThat(expire(creator, ordinary, later).status()).as(later).isEqualTo(200);
    }

    assertThat(expire(creator, sensitive, "30d").status()).as("an earlier end").isEqualTo(200);
    assertThat(expire(creator, sensitive, "60d").code()).isEqualTo("approval-needed");
    assertThat(records(sensitive, "grant.edit")).hasSize(2);
  }

  @Test
  void update_pastTheSecondAdmin_isRefusedByTheDatabase() throws Exception {
    UserApi creator = admin();
    String id = create(creator, Scope.of(SENSITIVE)).path("grant").path("id").asText();
    String name =
        gateway()
            .database()
            .text("select created_by from federation_scope_revisions where grant_id = ?::uuid", id);
    try (Connection role = gateway().database().connectAsGateway();
        Statement statement = role.createStatement()) {
      for (String past :
          List.of(
              "update federation_grants set awaiting_revision = null where id = '%s'".formatted(id),
              "update federation_grants set status = 'active' where id = '%s'".formatted(id),
              "update federation_grants set awaiting_revision = 2, status = 'active' where id = '%s'"
                  .formatted(id),
              "insert into federation_scope_approvals (grant_id, revision, approved_by)"
                  + " values ('%s', 1, '%s')".formatted(id, name),
              "update federation_scope_revisions set needs_approval = false where grant_id = '%s'"
                  .formatted(id))) {
        assertThatThrownBy(() -> statement.executeUpdate(past))
            .as(past)
            .isInstanceOf(SQLException.class);
      }
    }
  }

  @Test
  @Tag("T-40")
  void peerAdd_hostThatIsNotPublic_isRefusedWithoutAPacket() {
    String address = Loopback.address();
    String here = Names.unique("inside") + ".example";
    cluster().registerHost(here, address);
    try (RecordingServer inside = RecordingServer.start(here, address)) {
      String pin = Pem.sha256(inside.root());

      Answer answer = addPeer(here, pin);

      assertThat(answer.status()).as(answer.toString()).isEqualTo(502);
      assertThat(answer.code()).isEqualTo("peer-address-forbidden");
      assertThat(answer.json().path("detail").asText())
          .contains(here + " is in a loopback network", "Nothing was sent");
      assertThat(answer.json().path("remedy").asText()).contains("federation.allowed_networks");
      assertThat(addPeer("localhost", pin).code()).isEqualTo("peer-address-forbidden");
      assertThat(inside.connections()).isZero();
      for (String literal : List.of(address, "2130706433", "0x7f000001", "127.1", "[::1]")) {
        assertThat(addPeer(literal, pin).code()).as(literal).isEqualTo("enrolment-url-invalid");
      }
      assertThat(inside.connections()).isZero();
    }
    for (String elsewhere :
        List.of("10.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "::1", "fd00::1")) {
      String name = Names.unique("elsewhere") + ".example";
      cluster().registerHost(name, elsewhere);
      assertThat(addPeer(name, "0".repeat(64)).code())
          .as(elsewhere)
          .isEqualTo("peer-address-forbidden");
    }
    assertThat(gateway().database().count("select count(*) from federation_peers")).isZero();
  }

  private Answer addPeer(String host, String pin) {
    return gateway()
        .admin()
        .post(
            "/api/v1/federation/peers",
            UserApi.object()
                .put(
                    "url",
                    "https://%s:8443/federation/enrolment/v1/%s#token=%s&ca=sha256:%s"
                        .formatted(host, java.util.UUID.randomUUID(), "A".repeat(43), pin)));
  }

  private GatewayCluster cluster() {
    GatewayCluster cluster = running.get();
    if (cluster == null) {
      throw new AssertionError("not started");
    }
    return cluster;
  }

  private Gateway gateway() {
    return cluster().gateway(HOST);
  }

  private UserApi admin() {
    return signedIn("root", "admin");
  }

  private UserApi operator() {
    return signedIn("operator", "operator");
  }

  private UserApi signedIn(String stem, String role) {
    String name = Names.unique(stem);
    String code =
        gateway()
            .admin()
            .post("/api/v1/users", UserApi.object().put("name", name).put("role", role))
            .expect(201)
            .json()
            .path("sign_in_code")
            .asText();
    return gateway().api().signedIn(name, code);
  }

  private JsonNode create(UserApi admin, Scope scope) {
    ObjectNode body =
        UserApi.object()
            .put("user", Names.person(gateway(), "alice").name())
            .put("peer", "home.example")
            .put("rate_limit_rpm", 100_000)
            .put("allow_sensitive", true);
    body.set("scope", scope.json());
    return admin.post(GRANTS, body).expect(201).json();
  }

  private JsonNode edit(UserApi admin, String id, Scope scope) {
    ObjectNode body =
        UserApi.object()
            .put("version", show(id).path("grant").path("version").asInt())
            .put("allow_sensitive", true);
    body.set("scope", scope.json());
    return admin.post(GRANTS + "/" + id + "/edit-scope", body).expect(200).json().path("grant");
  }

  private Answer expire(UserApi admin, String id, String when) {
    return admin.post(
        GRANTS + "/" + id + "/edit",
        UserApi.object()
            .put("version", show(id).path("grant").path("version").asInt())
            .put("expires_at", when));
  }

  private JsonNode show(String id) {
    return gateway().admin().get(GRANTS + "/" + id).expect(200).json();
  }

  private static Answer approve(UserApi admin, String id, int revision) {
    return admin.post(GRANTS + "/" + id + "/approve", UserApi.object().put("revision", revision));
  }

  private static Answer post(UserApi admin, String id, String what) {
    return admin.post(GRANTS + "/" + id + "/" + what, UserApi.object());
  }

  private Answer enrol(EnrolmentUrl url) {
    return enrol(url, CertificateRequests.plain(Keys.p256()));
  }

  private Answer enrol(EnrolmentUrl url, String request) {
    ObjectNode body =
        UserApi.object()
            .put("token", url.token())
            .put("csr", request)
            .put("requesting_server", "home.example")
            .put("requesting_ca", Pem.text(Pem.certificate(gateway().caRootFile())));
    return UserApi.at(
            gateway().settings().apiUrl(),
            Pem.certificate(gateway().caRootFile()),
            InetAddress.ofLiteral(Loopback.address()))
        .post(url.path(), body);
  }

  private ClientCertificate certificate(EnrolmentUrl url) {
    var keys = Keys.p256();
    return Enrolment.certificate(enrol(url, CertificateRequests.plain(keys)).expect(200), keys);
  }

  private int read(ClientCertificate certificate, String resource) {
    return FederationListener.of(gateway()).get(certificate, "/federation/v1/" + resource).status();
  }

  private List<String> records(String grant, String verb) {
    return gateway()
        .database()
        .texts(
            "select change::text from federation_audit_log where grant_id = ?::uuid and verb = ?",
            grant,
            verb);
  }
}
