package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators and admins may govern, and that neither reads other people's rows. */
@ExtendWith(SharedGateways.class)
final class RolesTest {
  private static final List<String> RESOURCES =
      List.of("tasks", "notes", "memory", "credentials", "api_keys");
  private static final String USERS = "/api/v1/users";
  private static final String TOKENS = "/api/v1/tokens";
  private static final String ME = "/api/v1/me";

  private final GatewayPair pair;
  private final Gateway gateway;
  private final Database database;

  RolesTest(GatewayPair pair) {
    this.pair = pair;
    this.gateway = pair.work();
    this.database = gateway.database();
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "admin"})
  void rows_ofOthers_areHiddenFromWhoGovernsInTheApi(String role) {
    Person owner = Names.person(gateway, "owner");
    String team = gateway.admin().createTeam(Names.unique("team"), owner);
    Person governor = governor(role);

    for (String resource : RESOURCES) {
      String own = owner.api().createRow(resource, "private");
      String shared = owner.api().createTeamRow(resource, "of the team", team);
      String path = "/api/v1/" + resource;

      assertThat(owner.api().titles(resource, "local")).contains("private", "of the team");
      assertThat(governor.api().get(path).expect(200).json().path("items")).as(resource).isEmpty();
      assertThat(governor.api().get(path + "?source=all").expect(200).json().path("items"))
          .isEmpty();
      assertThat(
              governor
                  .api()
                  .get("/api/v1/teams/" + team + "/" + resource)
                  .expect(200)
                  .json()
                  .path("items"))
          .isEmpty();
      for (String id : List.of(own, shared)) {
        assertThat(governor.api().get(path + "/" + id).status()).as(resource).isEqualTo(404);
        assertThat(
                governor
                    .api()
                    .put(path + "/" + id, UserApi.object().put("title", "taken"))
                    .status())
            .isEqualTo(404);
        assertThat(governor.api().delete(path + "/" + id).status()).isEqualTo(404);
        assertThat(owner.api().get(path + "/" + id).status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "admin"})
  void rows_ofOthers_areHiddenFromWhoGovernsInTheDatabase(String role) throws Exception {
    Person owner = Names.person(gateway, "owner");
    String team = gateway.admin().createTeam(Names.unique("team"), owner);
    for (String resource : RESOURCES) {
      owner.api().createRow(resource, "private");
      owner.api().createTeamRow(resource, "of the team", team);
    }
    Person governor = governor(role);

    try (Connection connection = database.connectAsGateway()) {
      connection.setAutoCommit(false);
      var _ = Database.rows(connection, "select enter_user(?::uuid)", governor.id());
      for (String table : RESOURCES) {
        assertThat(Database.rows(connection, "select id from " + table)).as(table).isEmpty();
      }
      connection.rollback();
      var _ = Database.rows(connection, "select enter_user(?::uuid)", owner.id());
      for (String table : RESOURCES) {
        assertThat(Database.rows(connection, "select id from " + table)).as(table).hasSize(2);
      }
    }
  }

  @Test
  void operator_sees_andChangesNothing() {
    Person operator = governor("operator");
    Person other = Names.person(gateway, "other");
    ObjectNode empty = UserApi.object();

    assertThat(operator.api().get(USERS).status()).isEqualTo(200);
    assertThat(operator.api().get("/api/v1/federation/grants").status()).isEqualTo(200);
    assertThat(operator.api().get("/api/v1/federation/peers").status()).isEqualTo(200);
    for (String act : List.of("role", "disable", "enable", "revoke-tokens", "sign-in-code")) {
      Answer refused = operator.api().post(USERS + "/" + other.id() + "/" + act, empty);
      assertThat(refused.status()).as(act + ": " + refused).isEqualTo(403);
    }
    assertThat(operator.api().post(USERS, empty.put("name", Names.unique("x"))).status())
        .isEqualTo(403);
    assertThat(other.api().get(USERS).status()).as("a user").isEqualTo(403);
    assertThat(trail(other)).containsExactly("user.create ok admin");
  }

  @Test
  void role_changed_holdsFromTheNextRequestOn() {
    Person person = Names.person(gateway, "promoted");
    assertThat(person.api().get(USERS).status()).isEqualTo(403);

    JsonNode promoted = setRole(person, "operator").expect(200).json();
    assertThat(promoted.path("role").asText()).isEqualTo("operator");
    assertThat(person.api().get(USERS).status()).isEqualTo(200);
    setRole(person, "user").expect(200);
    setRole(person, "user").expect(200);

    assertThat(person.api().get(USERS).status()).isEqualTo(403);
    assertThat(person.api().get(ME).expect(200).json().path("role").asText()).isEqualTo("user");
    assertThat(trail(person))
        .containsExactly(
            "user.create ok admin", "user.role.operator ok admin", "user.role.user ok admin");
    assertThat(setRole(person, "root").status()).isEqualTo(400);
  }

  @Test
  void lastAdmin_isNeitherDemotedNorDisabled() {
    // A gateway whose only admin is the first one; others of this run may have made more at work.
    var _ =
        pair.home()
            .database()
            .execute("update users set role = 'user' where role = 'admin' and name <> 'admin'");
    UserApi admin = pair.home().admin();
    String id = admin.get(ME).expect(200).json().path("id").asText();
    String path = USERS + "/" + id;

    for (Answer refused :
        List.of(
            admin.post(path + "/role", UserApi.object().put("role", "user")),
            admin.post(path + "/disable", UserApi.object()))) {
      assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
      assertThat(refused.code()).isEqualTo("last-admin");
    }
    Person second = admin.createUser(Names.unique("second"));
    admin
        .post(USERS + "/" + second.id() + "/role", UserApi.object().put("role", "admin"))
        .expect(200);
    assertThat(second.api().post(path + "/role", UserApi.object().put("role", "operator")).status())
        .isEqualTo(200);
    assertThat(admin.post(path + "/disable", UserApi.object()).status()).isEqualTo(403);
    second.api().post(path + "/role", UserApi.object().put("role", "admin")).expect(200);
    admin
        .post(USERS + "/" + second.id() + "/role", UserApi.object().put("role", "user"))
        .expect(200);
  }

  @Test
  void tokens_ofAUser_areRevokedByAnAdminAllAtOnce() {
    Person person = Names.person(gateway, "revoked");
    Person bystander = Names.person(gateway, "bystander");
    UserApi second = person.api().withToken(newToken(person.api(), 30).path("token").asText());
    assertThat(second.get(ME).status()).isEqualTo(200);

    Answer answer =
        gateway.admin().post(USERS + "/" + person.id() + "/revoke-tokens", UserApi.object());

    assertThat(answer.expect(200).json().path("revoked").asInt()).isEqualTo(2);
    assertThat(person.api().get(ME).status()).isEqualTo(401);
    assertThat(second.get(ME).status()).isEqualTo(401);
    assertThat(bystander.api().get(ME).status()).isEqualTo(200);
    assertThat(trail(person))
        .containsExactly("user.create ok admin", "user.revoke_tokens ok admin");
    assertThat(
            gateway
                .admin()
                .post(USERS + "/" + UUID.randomUUID() + "/revoke-tokens", UserApi.object())
                .status())
        .isEqualTo(404);
  }

  @Test
  void disabledUser_isLetInNowhereAndComesBackWithoutTokens() {
    Story story = Story.of(pair);
    Person person = story.atWork();
    String row = person.api().createRow("tasks", "kept");
    ClientCertificate certificate = story.certificate(story.grant(Scope.of("tasks")));
    FederationListener listener = FederationListener.of(gateway);
    String code = signInCode(person);
    assertThat(listener.get(certificate, "/federation/v1/tasks").status()).isEqualTo(200);

    Answer disabled =
        gateway.admin().post(USERS + "/" + person.id() + "/disable", UserApi.object());

    assertThat(disabled.expect(200).json().path("disabled_at").asText()).endsWith("Z");
    assertThat(person.api().get(ME).status()).isEqualTo(401);
    assertThat(login(person, code).code()).isEqualTo("not-signed-in");
    Answer federated = listener.get(certificate, "/federation/v1/tasks").answer();
    assertThat(federated.status()).as(federated.toString()).isEqualTo(403);
    assertThat(federated.code()).isEqualTo("grant-not-active");

    gateway.admin().post(USERS + "/" + person.id() + "/enable", UserApi.object()).expect(200);

    assertThat(person.api().get(ME).status()).as("the old token").isEqualTo(401);
    Answer again = login(person, code);
    assertThat(again.status()).as("the code").isEqualTo(201);
    assertThat(
            person
                .api()
                .withToken(again.json().path("token").asText())
                .get("/api/v1/tasks/" + row)
                .status())
        .isEqualTo(200);
    assertThat(listener.get(certificate, "/federation/v1/tasks").status()).isEqualTo(200);
    assertThat(trail(person)).contains("user.disable ok admin", "user.enable ok admin");
  }

  @Test
  void enterGrant_ofADisabledSubject_isRefusedByTheDatabaseToo() throws Exception {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);
    String enter =
        "select enter_grant('%s', '%s', 1)".formatted(grant.id(), Pem.sha256(certificate.leaf()));

    try (Connection connection = database.connectAsGateway()) {
      connection.setAutoCommit(false);
      assertThat(Database.rows(connection, enter)).hasSize(1);
      connection.rollback();
      gateway
          .admin()
          .post(USERS + "/" + story.atWork().id() + "/disable", UserApi.object())
          .expect(200);
      assertThat(catchThrowable(() -> Database.rows(connection, enter)))
          .hasMessageContaining("standing");
    }
  }

  @Test
  void token_madeByAnother_endsNoLaterThanThatOne() {
    Person person = Names.person(gateway, "minter");
    JsonNode shortLived = newToken(person.api(), 1);
    UserApi byShortLived = person.api().withToken(shortLived.path("token").asText());

    JsonNode child = newToken(byShortLived, 365);

    assertThat(child.path("expires_at").asText()).isEqualTo(shortLived.path("expires_at").asText());
    assertThat(newToken(person.api(), 2).path("expires_at").asText())
        .as("by one that lives for 90 days")
        .isGreaterThan(shortLived.path("expires_at").asText());
    person.api().delete(TOKENS + "/" + shortLived.path("token_id").asText()).expect(204);
    assertThat(byShortLived.post(TOKENS, UserApi.object().put("name", "late")).status())
        .isEqualTo(401);
  }

  @Test
  void token_used_saysWhen() {
    Person person = Names.person(gateway, "user");
    JsonNode token = newToken(person.api(), 1);
    assertThat(lastUse(person, token)).isEmpty();

    person.api().withToken(token.path("token").asText()).get(ME).expect(200);

    assertThat(lastUse(person, token)).endsWith("Z");
  }

  private Person governor(String role) {
    Person person = Names.person(gateway, role);
    setRole(person, role).expect(200);
    return person;
  }

  private Answer setRole(Person person, String role) {
    return gateway
        .admin()
        .post(USERS + "/" + person.id() + "/role", UserApi.object().put("role", role));
  }

  private static JsonNode newToken(UserApi api, int days) {
    ObjectNode wanted = UserApi.object().put("name", Names.unique("token")).put("valid_days", days);
    return api.post(TOKENS, wanted).expect(201).json();
  }

  private static String lastUse(Person person, JsonNode token) {
    for (JsonNode entry : person.api().get(TOKENS).expect(200).json().path("items")) {
      if (entry.path("id").equals(token.path("token_id"))) {
        return entry.path("last_used_at").asText("").replace("null", "");
      }
    }
    throw new AssertionError("no such token");
  }

  private String signInCode(Person person) {
    return gateway
        .admin()
        .post(USERS + "/" + person.id() + "/sign-in-code", UserApi.object())
        .expect(201)
        .json()
        .path("sign_in_code")
        .asText();
  }

  private Answer login(Person person, String code) {
    return gateway
        .api()
        .post("/api/v1/login", UserApi.object().put("user", person.name()).put("code", code));
  }

  private List<String> trail(Person person) {
    return database.texts(
        "select concat_ws(' ', verb, outcome, actor) from federation_audit_log"
            + " where resource = ? and grant_id is null and verb <> 'login' order by occurred_at",
        "users/" + person.id());
  }
}
