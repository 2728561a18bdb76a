package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway's own database role cannot do, should the gateway ever try. */
@ExtendWith(SharedGateways.class)
final class PrivilegesTest {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final GatewayPair pair;
  private final Database work;

  PrivilegesTest(GatewayPair pair) {
    this.pair = pair;
    this.work = pair.work().database();
  }

  /** None of these would change a row, if it were allowed. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("forbidden")
  void execute_statementThatTheGatewayNeverNeeds_isDenied(String sql) throws Exception {
    try (Connection gateway = work.connectAsGateway();
        Statement statement = gateway.createStatement()) {
      gateway.setAutoCommit(false);

      assertThatThrownBy(() -> statement.execute(sql))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied")
          .extracting(denied -> ((SQLException) denied).getSQLState())
          .isEqualTo(INSUFFICIENT_PRIVILEGE);
    }
  }

  static Stream<String> forbidden() {
    return Stream.of(
        "insert into federation_audit_log"
            + " (id, occurred_at, verb, resource, query_hash, outcome)"
            + " select gen_random_uuid(), now() - interval '1 day', 'list', 'tasks', '', 'ok'"
            + " where false",
        "update federation_audit_log set outcome = 'ok' where false",
        "delete from federation_audit_log where false",
        "update federation_grants set subject_user_id = gen_random_uuid() where false",
        "update federation_grants set requesting_server = 'evil.example' where false",
        "update federation_grants set created_at = now() where false",
        "update federation_grants set requesting_ca_root = null where false",
        "delete from federation_grants where false",
        "update federation_grants set version = 1 where false",
        "update federation_scope_approvals set approved_by = 'other' where false",
        "delete from federation_scope_approvals where false",
        "update federation_scope_revisions set scope = '{}' where false",
        "delete from federation_scope_revisions where false",
        "update enrolment_tokens set expires_at = now() where false",
        "update enrolment_tokens set grant_id = gen_random_uuid() where false",
        "update issued_certificates set not_after = now() where false",
        "update issued_certificates set grant_id = gen_random_uuid() where false",
        "update issued_certificates set public_key_sha256 = '' where false",
        "update issued_certificates set serial = '' where false",
        "delete from issued_certificates where false",
        "update revocation_lists set issuer_sha256 = '' where false",
        "delete from revocation_lists where false",
        "update certificate_authority set certificate = '' where false",
        "update certificate_authority set kind = 'root' where false",
        "update certificate_authority set key_reference = '' where false",
        "delete from certificate_authority where false",
        "update ca_peer_pins set grant_id = gen_random_uuid() where false",
        "delete from ca_peer_pins where false",
        "update ca_rehearsals set chain = '' where false",
        "update ca_rehearsal_results set outcome = 'ready' where false",
        "update personal_access_tokens set user_id = gen_random_uuid() where false",
        "update personal_access_tokens set expires_at = now() where false",
        "update users set name = 'other' where false",
        "delete from passwords where false",
        "update passwords set user_id = gen_random_uuid() where false",
        "delete from provider_accounts where false",
        "update provider_accounts set user_id = gen_random_uuid() where false",
        "update provider_accounts set subject = 'other' where false",
        "delete from users where false",
        "delete from teams where false",
        "update tasks set owner_id = gen_random_uuid() where false",
        "update notes set owner_id = gen_random_uuid() where false",
        "update memory set owner_id = gen_random_uuid() where false",
        "update credentials set owner_id = gen_random_uuid() where false",
        "update api_keys set owner_id = gen_random_uuid() where false",
        "update memory_embeddings set owner_id = gen_random_uuid() where false",
        "update memory_embeddings set team_id = gen_random_uuid() where false",
        "delete from memory_embeddings where false",
        "truncate memory_embeddings",
        "insert into memory_embedding_queue (memory_id, owner_id)"
            + " select gen_random_uuid(), gen_random_uuid() where false",
        "update memory_embedding_queue set owner_id = gen_random_uuid() where false",
        "insert into memory_embedding_model (name) select 'other' where false",
        "delete from memory_embedding_model where false",
        "select use_memory_model('other')",
        "select use_search_language('simple')",
        "select queue_all_memory()",
        "select resize_memory_embeddings(3)");
  }

  /** The gateway's role may replace a seal there by means of a function, and nothing else. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"", "garbage that is no seal", "AQAAAAAAAAAAAAAA"})
  void resealAuthority_notSealedUnderTheLineThatSeals_isDenied(String value) throws Exception {
    List<Object> before =
        work.rows("select certificate_sha256, key_reference from certificate_authority").getFirst();
    try (Connection gateway = work.connectAsGateway()) {
      assertThatThrownBy(
              () ->
                  Database.rows(
                      gateway,
                      "select reseal_authority(?, ?, ?)",
                      before.get(0),
                      before.get(1),
                      value))
          .isInstanceOf(SQLException.class)
          .extracting(denied -> ((SQLException) denied).getSQLState())
          .isEqualTo(INSUFFICIENT_PRIVILEGE);
      assertThat(
              Database.rows(
                  gateway,
                  "select reseal_authority(?, 'what was read long ago', ?)",
                  before.get(0),
                  before.get(1)))
          .as("another value than it is now")
          .containsExactly(List.of(false));
    }
    assertThat(
            work.text(
                "select key_reference from certificate_authority where certificate_sha256 = ?",
                before.get(0)))
        .isEqualTo(before.get(1));
  }

  @Test
  void insert_auditRowWithoutATime_isTimedByTheDatabase() throws Exception {
    try (Connection gateway = work.connectAsGateway();
        Statement insert = gateway.createStatement()) {
      gateway.setAutoCommit(false);

      int inserted =
          insert.executeUpdate(
              "insert into federation_audit_log (id, verb, resource, query_hash, outcome)"
                  + " values ('00000000-0000-4000-8000-000000000001', 'list', 'tasks', '', 'ok')");

      assertThat(inserted).isOne();
      assertThat(
              Database.rows(
                  gateway,
                  "select occurred_at = now() from federation_audit_log"
                      + " where id = '00000000-0000-4000-8000-000000000001'"))
          .containsExactly(List.of(true));
    }
  }

  @ParameterizedTest(name = "to {0}")
  @ValueSource(strings = {"active", "pending", "suspended"})
  void update_revokedGrant_staysRevoked(String status) throws Exception {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);

    try (Connection gateway = work.connectAsGateway();
        Statement update = gateway.createStatement()) {
      assertThat(update.executeUpdate(setStatus(grant, "revoked")))
          .as("revoking itself is the gateway's to do")
          .isOne();
      assertThatThrownBy(() -> update.executeUpdate(setStatus(grant, status)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("a revocation is final");
    }

    assertThat(
            work.text("select status::text from federation_grants where id = ?::uuid", grant.id()))
        .isEqualTo("revoked");
    assertThat(FederationListener.of(pair.work()).get(certificate, "/federation/v1/tasks").status())
        .isEqualTo(403);
  }

  @ParameterizedTest(name = "revoked_at = {0}")
  @ValueSource(strings = {"null", "now() + interval '1 day'"})
  void update_revokedCertificate_staysRevoked(String value) throws Exception {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);

    try (Connection gateway = work.connectAsGateway();
        Statement update = gateway.createStatement()) {
      assertThat(update.executeUpdate(setRevokedAt(grant, "now()"))).isOne();
      assertThatThrownBy(() -> update.executeUpdate(setRevokedAt(grant, value)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("a revocation is final");
    }

    assertThat(FederationListener.of(pair.work()).get(certificate, "/federation/v1/tasks").status())
        .isEqualTo(401);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tables")
  void insert_teamRowInTheNameOfAnotherMember_isDenied(String table) throws Exception {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    Person bob = Names.person(pair.work(), "bob");
    String team = pair.work().admin().createTeam(Names.unique("team"), alice, bob);

    try (Connection gateway = work.connectAsGateway();
        Statement insert = gateway.createStatement()) {
      gateway.setAutoCommit(false);
      var _ = Database.rows(gateway, "select enter_user(?::uuid)", alice.id());
      assertThat(insert.executeUpdate(insertRow(table, alice, team))).as("in her own name").isOne();

      assertThatThrownBy(() -> insert.executeUpdate(insertRow(table, bob, team)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("row-level security")
          .extracting(denied -> ((SQLException) denied).getSQLState())
          .isEqualTo(INSUFFICIENT_PRIVILEGE);
    }
  }

  static Stream<String> tables() {
    return Stream.of("tasks", "notes", "memory", "credentials", "api_keys");
  }

  /** A policy that looked teams up would do so only for rows that exist, and take longer then. */
  @Test
  void currentTeams_membershipEndsMeanwhile_areThoseOfEnteringAndNoQuery() throws Exception {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    Person bob = Names.person(pair.work(), "bob");
    String team = pair.work().admin().createTeam(Names.unique("team"), alice, bob);
    String row = bob.api().createTeamRow("tasks", "of the team", team);

    try (Connection gateway = work.connectAsGateway()) {
      gateway.setAutoCommit(false);
      var _ = Database.rows(gateway, "select enter_user(?::uuid)", alice.id());
      assertThat(teams(gateway)).containsExactly(team);
      assertThat(work.execute("delete from team_members where user_id = ?::uuid", alice.id()))
          .isOne();

      assertThat(teams(gateway)).as("as on entering").containsExactly(team);
      assertThat(visible(gateway)).containsExactly(row);

      gateway.rollback();
      assertThat(teams(gateway)).as("of nobody").isEmpty();
      var _ = Database.rows(gateway, "select enter_user(?::uuid)", alice.id());
      assertThat(teams(gateway)).as("on entering again").isEmpty();
      assertThat(visible(gateway)).isEmpty();
    }
  }

  private static List<String> teams(Connection connection) throws SQLException {
    return texts(connection, "select unnest(current_mosaic_teams())::text");
  }

  private static List<String> visible(Connection connection) throws SQLException {
    return texts(connection, "select id::text from tasks");
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    return Database.rows(connection, sql).stream()
        .map(row -> String.valueOf(row.getFirst()))
        .toList();
  }

  private static String setStatus(Grant grant, String status) {
    return "update federation_grants set status = '%s' where id = '%s'"
        .formatted(status, grant.id());
  }

  private static String setRevokedAt(Grant grant, String value) {
    return "update issued_certificates set revoked_at = %s where grant_id = '%s'"
        .formatted(value, grant.id());
  }

  private static String insertRow(String table, Person owner, String team) {
    return "insert into %s (id, owner_id, team_id, title) values (gen_random_uuid(), '%s', '%s', 'x')"
        .formatted(table, owner.id(), team);
  }
}
