package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An admin grants a peer what one user may see, and nothing comes of a bad request. */
@ExtendWith(SharedGateways.class)
final class GrantTest {
  private static final String GRANTS = "/api/v1/federation/grants";

  private final GatewayPair pair;

  GrantTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  @Tag("M2-01")
  void create_validScope_writesPendingGrantAndHashedToken() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    ObjectNode scope = Scope.of("tasks", "notes").withTeams("tasks").rows(50).json();

    Grant grant = pair.work().admin().createGrant(alice, pair.home().serverName(), scope);

    Database work = pair.work().database();
    var row =
        work.rows(
                "select status::text, subject_user_id::text, requesting_server, scope::text,"
                    + " active_cert_fingerprint, activated_at"
                    + " from federation_grants where id = ?::uuid",
                grant.id())
            .getFirst();
    assertThat(row.subList(0, 3)).containsExactly("pending", alice.id(), pair.home().serverName());
    JsonNode stored = new ObjectMapper().readTree(String.valueOf(row.get(3)));
    assertThat(stored.path("resources")).isEqualTo(scope.path("resources"));
    assertThat(stored.path("max_rows_per_query").asInt()).isEqualTo(50);
    assertThat(row.subList(4, 6)).containsOnlyNulls();
    assertThat(
            work.count(
                "select count(*) from federation_scope_revisions where grant_id = ?::uuid",
                grant.id()))
        .isOne();
    assertThat(
            work.rows(
                    "select used_at, cancelled_at from enrolment_tokens where grant_id = ?::uuid"
                        + " and expires_at between now() + interval '14 min'"
                        + " and now() + interval '15 min'",
                    grant.id())
                .getFirst())
        .containsOnlyNulls();
    assertThat(grant.url().caSha256())
        .isEqualTo(Pem.sha256(Pem.certificate(pair.work().caRootFile())));
    assertThat(pair.work().log()).doesNotContain(grant.url().token());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badScopes")
  void create_badScope_isRefusedWithItsPathAndWritesNothing(
      String what, String scope, String path) {
    Person alice = Names.person(pair.work(), "alice");

    Answer answer =
        pair.work()
            .admin()
            .post(
                GRANTS,
                "{\"user\":\"%s\",\"peer\":\"%s\",\"scope\":%s}"
                    .formatted(alice.name(), pair.home().serverName(), scope));

    assertThat(answer.status()).as(what + ": " + answer).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("scope-invalid");
    assertThat(answer.json().path("path").asText()).isEqualTo(path);
    assertThat(answer.json().path("remedy").asText()).isNotBlank();
    assertThat(grantsOf(alice)).isZero();
  }

  static Stream<Arguments> badScopes() {
    return Stream.of(
        Arguments.of("unknown resource", "{\"resources\":[\"tasks\",\"taskz\"]}", "$.resources[1]"),
        Arguments.of("unknown key", "{\"resources\":[\"tasks\"],\"colour\":1}", "$.colour"),
        Arguments.of(
            "unknown filter key",
            "{\"resources\":[\"tasks\"],\"filters\":{\"tasks\":{\"include_team\":[]}}}",
            "$.filters.tasks.include_team"),
        Arguments.of(
            "malformed team id",
            "{\"resources\":[\"tasks\"],\"filters\":{\"tasks\":{\"include_teams\":[\"x\"]}}}",
            "$.filters.tasks.include_teams[0]"),
        Arguments.of(
            "text instead of a number",
            "{\"resources\":[\"tasks\"],\"max_rows_per_query\":\"5\"}",
            "$.max_rows_per_query"),
        Arguments.of(
            "cap of nothing",
            "{\"resources\":[\"tasks\"],\"max_rows_per_query\":0}",
            "$.max_rows_per_query"));
  }

  @Test
  void create_unknownUser_isRefusedAndWritesNothing() {
    long before = grants();

    Answer answer = pair.work().admin().post(GRANTS, body("nobody-here", Scope.of("tasks").json()));

    assertThat(answer.status()).as(answer.toString()).isBetween(400, 404);
    assertThat(answer.code()).isNotBlank();
    assertThat(grants()).isEqualTo(before);
  }

  @Test
  void create_byOrdinaryUser_isForbiddenAndWritesNothing() {
    Person alice = Names.person(pair.work(), "alice");

    Answer answer = alice.api().post(GRANTS, body(alice.name(), Scope.of("tasks").json()));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertThat(grantsOf(alice)).isZero();
  }

  @Test
  void create_sensitiveResourceWithoutTheFlag_isRefusedAndWritesNothing() {
    Person alice = Names.person(pair.work(), "alice");

    Answer answer =
        pair.work().admin().post(GRANTS, body(alice.name(), Scope.of("credentials").json()));

    assertThat(answer.status()).as(answer.toString()).isBetween(400, 409);
    assertThat(grantsOf(alice)).isZero();
  }

  private String body(String user, ObjectNode scope) {
    ObjectNode body = UserApi.object().put("user", user).put("peer", pair.home().serverName());
    body.set("scope", scope);
    return body.toString();
  }

  private long grants() {
    return pair.work().database().count("select count(*) from federation_grants");
  }

  private long grantsOf(Person person) {
    return pair.work()
        .database()
        .count(
            "select count(*) from federation_grants where subject_user_id = ?::uuid", person.id());
  }
}
