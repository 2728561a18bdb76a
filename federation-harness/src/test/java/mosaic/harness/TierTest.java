package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway of tier federated on real PostgreSQL with pgvector and real Valkey. */
@ExtendWith(SharedGateways.class)
final class TierTest {
  private final GatewayPair pair;

  TierTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  @Tag("M1-01")
  void start_allServicesPresent_isReadyInTierFederated() throws Exception {
    Gateway work = pair.work();

    JsonNode health = health(work);

    assertThat(health.path("status").asText()).isEqualTo("UP");
    assertThat(health.path("checks").findValuesAsText("status"))
        .isNotEmpty()
        .allMatch("UP"::equals);
    assertThat(work.process().isAlive()).isTrue();
    assertThat(
            work.database()
                .count("select count(*) from certificate_authority where state = 'current'"))
        .as("a root and an issuing CA")
        .isEqualTo(2);
    JsonNode me = work.admin().get("/api/v1/me").expect(200).json();
    assertThat(me.path("server_name").asText()).isEqualTo(work.serverName());
    assertThat(me.path("role").asText()).isEqualTo("admin");
  }

  @Test
  @Tag("M1-03")
  void start_tierFederated_hasVectorAndFindsTheNearestNeighbour() throws Exception {
    Database database = pair.work().database();

    assertThat(database.count("select count(*) from pg_extension where extname = 'vector'"))
        .isOne();
    String nearest =
        "select name from (values ('near', '[1,2,3]'::vector), ('far', '[9,9,9]')) as v(name, at)"
            + " order by at <-> '[1,2,2]' limit 1";
    try (Connection gateway = database.connectAsGateway()) {
      assertThat(Database.rows(gateway, nearest)).containsExactly(List.of("near"));
      assertThatThrownBy(() -> Database.rows(gateway, nearest.replace("[1,2,2]", "[1,2]")))
          .hasMessageContaining("different vector dimensions");
    }
  }

  @Test
  void database_gatewaysRole_ownsNothingAndCannotLookPastPolicies() {
    Database database = pair.work().database();

    assertThat(
            database.rows(
                "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = ?",
                database.gatewayRole()))
        .containsExactly(List.of(false, false, false));
    assertThat(
            database.count(
                "select count(*) from pg_class join pg_roles r on r.oid = relowner"
                    + " where rolname = ?",
                database.gatewayRole()))
        .isZero();
  }

  @Test
  void secrets_inLogsOfBothGateways_areNotThere() {
    for (Gateway gateway : List.of(pair.work(), pair.home())) {
      Database database = gateway.database();
      assertThat(gateway.log())
          .doesNotContain(database.gatewayPassword())
          .doesNotContain(database.ownerPassword())
          .doesNotContain(gateway.settings().services().valkeyPassword())
          .doesNotContain(gateway.admin().token())
          .doesNotContain("PRIVATE KEY");
    }
  }

  private static JsonNode health(Gateway gateway) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(gateway.settings().managementUrl().resolve("/q/health/ready"))
              .timeout(Duration.ofSeconds(10))
              .build();
      return new ObjectMapper()
          .readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }
}
