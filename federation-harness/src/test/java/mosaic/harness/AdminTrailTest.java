package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nobody becomes somebody else, nor signs in, without a trace; and nobody keeps others out. */
@ExtendWith(SharedGateways.class)
final class AdminTrailTest {
  private static final String LOGIN = "/api/v1/login";
  private static final String TOKENS = "/api/v1/tokens";

  /** Of the shape of a code, and of no user. */
  private static final String WRONG_CODE = "A".repeat(43);

  private final Gateway gateway;
  private final Database database;

  AdminTrailTest(GatewayPair pair) {
    this.gateway = pair.work();
    this.database = gateway.database();
  }

  @Test
  void signInCode_renewedByAdmin_isOnRecordWithWhatItLedTo() {
    JsonNode made = createUser(Names.unique("trail"));
    String id = made.path("id").asText();
    String name = made.path("name").asText();

    JsonNode code =
        gateway.admin().post(codeOf(id), UserApi.object()).expect(201).json().path("sign_in_code");
    JsonNode token = gateway.api().post(LOGIN, credentials(name, code.asText())).expect(201).json();

    assertThat(trail("users/" + id))
        .containsExactly("user.create ok admin", "user.sign_in_code ok admin");
    assertThat(trail("tokens/" + token.path("token_id").asText()))
        .containsExactly("login ok " + name);
  }

  @Test
  void membership_changedByAdmin_isOnRecord() {
    Person person = Names.person(gateway, "member");
    String name = Names.unique("trail team");
    String team = gateway.admin().createTeam(name, person);
    gateway.admin().delete(membership(team, person)).expect(204);

    assertThat(trail("teams/" + team)).containsExactly("team.create ok admin");
    assertThat(trail("teams/" + team + "/users/" + person.id()))
        .containsExactly("team.member_add ok admin", "team.member_remove ok admin");
    assertThat(mentions(name)).as("names of rows").isZero();
  }

  @Test
  void importForAnother_thatMakesATeam_isOnRecordOnceForWhatChanged() {
    Person person = Names.person(gateway, "imported");
    String team = Names.unique("imported team");
    ObjectNode batch = batch(person, team);

    gateway.admin().post("/api/v1/imports", batch).expect(200);
    gateway.admin().post("/api/v1/imports", batch).expect(200);

    String teamId = database.text("select id from teams where name = ?", team);
    assertThat(trail("teams/" + teamId)).containsExactly("team.create ok admin");
    assertThat(trail("teams/" + teamId + "/users/" + person.id()))
        .containsExactly("team.member_add ok admin");
    assertThat(trail("users/" + person.id()))
        .containsExactly("user.create ok admin", "import ok admin", "import ok admin");
  }

  @Test
  void importOfOnesOwn_isNoAct() {
    Person person = Names.person(gateway, "own");
    ObjectNode batch = UserApi.object();
    batch.withArray("items").addObject().put("resource", "notes").put("key", "k").put("title", "t");

    person.api().post("/api/v1/imports", batch).expect(200);

    assertThat(trail("users/" + person.id())).containsExactly("user.create ok admin");
  }

  @Test
  void token_madeAndRevoked_isOnRecordAndStaysVisibleToItsOwner() {
    Person person = Names.person(gateway, "tokens");
    ObjectNode wanted = UserApi.object().put("name", Names.unique("made by somebody"));

    String id = person.api().post(TOKENS, wanted).expect(201).json().path("token_id").asText();
    JsonNode good = ownToken(person, id);
    assertThat(good.path("revoked_at").isNull()).as(good.toString()).isTrue();
    person.api().delete(TOKENS + "/" + id).expect(204);

    assertThat(trail("tokens/" + id))
        .containsExactly("token.create ok " + person.name(), "token.revoke ok " + person.name());
    assertThat(ownToken(person, id).path("revoked_at").asText()).endsWith("Z");
    assertThat(
            database.execute(
                "update personal_access_tokens set revoked_at = now() - interval '91 days'"
                    + " where id = ?::uuid",
                id))
        .isOne();
    assertThat(ownToken(person, id).isMissingNode()).as("after 91 days").isTrue();
  }

  @Test
  void token_ofAnother_isNeitherRevokedNorOnRecord() {
    Person owner = Names.person(gateway, "owner");
    Person other = Names.person(gateway, "other");
    String id =
        owner
            .api()
            .post(TOKENS, UserApi.object().put("name", "mine"))
            .expect(201)
            .json()
            .path("token_id")
            .asText();

    assertThat(other.api().delete(TOKENS + "/" + id).status()).isEqualTo(404);

    assertThat(trail("tokens/" + id)).containsExactly("token.create ok " + owner.name());
  }

  @Test
  void login_refused_isOnRecordUnderTheNamesOfUsersOnly() {
    Person person = Names.person(gateway, "refused");
    String stranger = Names.unique("nobody-of-that-name");
    long strangersBefore = refusedStrangers();

    for (String code : List.of(WRONG_CODE, "y")) {
      assertThat(gateway.api().post(LOGIN, credentials(person.name(), code)).code())
          .isEqualTo("not-signed-in");
      assertThat(gateway.api().post(LOGIN, credentials(stranger, code)).code())
          .isEqualTo("not-signed-in");
    }

    String refusal = "login denied " + person.name();
    assertThat(trail("users/" + person.id()))
        .containsExactly("user.create ok admin", refusal, refusal);
    assertThat(refusedStrangers() - strangersBefore).isEqualTo(2);
    assertThat(mentions(stranger)).isZero();
  }

  @Test
  void change_byOneWhoMayNot_isNeitherMadeNorOnRecord() {
    Person person = Names.person(gateway, "plain");
    Person victim = Names.person(gateway, "victim");
    String team = gateway.admin().createTeam(Names.unique("closed"));

    assertThat(person.api().post(codeOf(victim.id()), UserApi.object()).status()).isEqualTo(403);
    assertThat(person.api().put(membership(team, person), UserApi.object()).status())
        .isEqualTo(403);
    assertThat(person.api().post("/api/v1/imports", batch(victim, "closed")).status())
        .isEqualTo(403);

    assertThat(trail("users/" + victim.id())).containsExactly("user.create ok admin");
    assertThat(trail("teams/" + team)).containsExactly("team.create ok admin");
    assertThat(trail("teams/" + team + "/users/" + person.id())).isEmpty();
  }

  @Test
  void change_whoseRowCannotBeWritten_isNotMade() {
    Person person = Names.person(gateway, "untraceable");
    String team = gateway.admin().createTeam(Names.unique("untraceable"));
    String madeTeam = Names.unique("never made");
    String token =
        database.text("select id from personal_access_tokens where user_id = ?::uuid", person.id());
    JsonNode code = gateway.admin().post(codeOf(person.id()), UserApi.object()).expect(201).json();
    ObjectNode credentials = credentials(person.name(), code.path("sign_in_code").asText());

    refuseRowsAbout(person);
    try {
      assertThat(gateway.admin().post(codeOf(person.id()), UserApi.object()).status())
          .isEqualTo(500);
      assertThat(gateway.admin().put(membership(team, person), UserApi.object()).status())
          .isEqualTo(500);
      assertThat(gateway.admin().post("/api/v1/imports", batch(person, madeTeam)).status())
          .isEqualTo(500);
      assertThat(gateway.api().post(LOGIN, credentials).status()).isEqualTo(500);
      assertThat(person.api().post(TOKENS, UserApi.object().put("name", "more")).status())
          .isEqualTo(500);
      assertThat(person.api().delete(TOKENS + "/" + token).status()).isEqualTo(500);
    } finally {
      acceptRowsAgain();
    }

    assertThat(database.count("select count(*) from teams where name = ?", madeTeam)).isZero();
    assertThat(
            database.count(
                "select (select count(*) from team_members where user_id = ?::uuid)"
                    + " + (select count(*) from notes where owner_id = ?::uuid)",
                person.id(),
                person.id()))
        .as("memberships and imported rows")
        .isZero();
    assertThat(ids(person.api().get(TOKENS))).containsExactly(token);
    assertThat(gateway.api().post(LOGIN, credentials).status()).as("the code").isEqualTo(201);
  }

  @Test
  void signIn_afterManyFailuresFromElsewhere_stillWorks() {
    JsonNode user = createUser(Names.unique("wanted"));
    String name = user.path("name").asText();
    UserApi elsewhere =
        UserApi.at(
            gateway.settings().apiUrl(),
            Pem.certificate(gateway.caRootFile()),
            InetAddress.ofLiteral(Loopback.address()));

    for (int i = 0; i < 30; i++) {
      Answer refused = elsewhere.post(LOGIN, credentials(name, "y"));
      assertThat(refused.code()).as("attempt %d", i).isEqualTo("not-signed-in");
    }

    assertThat(
            gateway
                .api()
                .post(LOGIN, credentials(name, user.path("sign_in_code").asText()))
                .status())
        .isEqualTo(201);
  }

  @Test
  void signIn_tooOftenFromOneAddress_isRefusedThereOnly() {
    UserApi hasty =
        UserApi.at(
            gateway.settings().apiUrl(),
            Pem.certificate(gateway.caRootFile()),
            InetAddress.ofLiteral(Loopback.address()));
    ObjectNode credentials = credentials(Names.unique("nobody"), "y");

    Answer answer = hasty.post(LOGIN, credentials);
    for (int i = 0; i < 250 && answer.status() == 401; i++) {
      answer = hasty.post(LOGIN, credentials);
    }

    assertThat(answer.status()).as(answer.toString()).isEqualTo(429);
    assertThat(answer.code()).isEqualTo("rate-limited");
    assertThat(gateway.api().post(LOGIN, credentials).code()).isEqualTo("not-signed-in");
  }

  private JsonNode createUser(String name) {
    return gateway
        .admin()
        .post("/api/v1/users", UserApi.object().put("name", name))
        .expect(201)
        .json();
  }

  private static ObjectNode credentials(String name, String code) {
    return UserApi.object().put("user", name).put("code", code);
  }

  private static String codeOf(String user) {
    return "/api/v1/users/" + user + "/sign-in-code";
  }

  private static String membership(String team, Person person) {
    return "/api/v1/teams/" + team + "/members/" + person.id();
  }

  private static ObjectNode batch(Person owner, String team) {
    ObjectNode batch = UserApi.object().put("user", owner.name());
    batch
        .withArray("items")
        .addObject()
        .put("resource", "notes")
        .put("key", "k")
        .put("title", "t")
        .put("team", team);
    return batch;
  }

  private static JsonNode ownToken(Person person, String id) {
    for (JsonNode token : person.api().get(TOKENS).expect(200).json().path("items")) {
      if (token.path("id").asText().equals(id)) {
        return token;
      }
    }
    return UserApi.object().path("absent");
  }

  private static List<String> ids(Answer list) {
    return list.expect(200).json().path("items").findValuesAsText("id");
  }

  /** Verb, outcome and actor of everything on record about a resource, oldest first. */
  private List<String> trail(String resource) {
    return database.texts(
        "select concat_ws(' ', verb, outcome, actor) from federation_audit_log"
            + " where resource = ? and grant_id is null order by occurred_at",
        resource);
  }

  private long refusedStrangers() {
    return database.count(
        "select count(*) from federation_audit_log where verb = 'login' and outcome = 'denied'"
            + " and actor = '-' and resource = '-'");
  }

  private long mentions(String text) {
    return database.count(
        "select count(*) from federation_audit_log where strpos(federation_audit_log::text, ?) > 0",
        text);
  }

  private void refuseRowsAbout(Person person) {
    UUID id = UUID.fromString(person.id());
    var _ =
        database.execute(
            "alter table federation_audit_log add constraint no_trail check"
                + " (strpos(resource, '%s') = 0 and actor is distinct from '%s') not valid"
                    .formatted(id, person.name()));
  }

  private void acceptRowsAgain() {
    var _ = database.execute("alter table federation_audit_log drop constraint no_trail");
  }
}
