package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code mosaic doctor} on two gateways of its own, with one active peer between them. */
@ExtendWith(SharedGateways.class)
final class DoctorTest {
  private static GatewayPair pair;
  private static Gateway home;
  private static Gateway work;

  @BeforeAll
  static void startAndEnrol(SharedServices services) {
    pair = GatewayPair.builder(services.addresses()).start();
    home = pair.home();
    work = pair.work();
    var _ =
        pair.link(Names.person(work, "ada"), Names.person(home, "ada"), Scope.of("tasks").json());
  }

  @AfterAll
  static void close() {
    pair.close();
  }

  @Test
  @Tag("M1-05")
  void doctor_greenYellowRed_reportsTierAndServicesWithDifferentExitCodes() throws Exception {
    CliResult green = json(home.settings().configurationFile());
    work.process().stop();
    CliResult yellow = json(home.settings().configurationFile());
    work.start();
    work.awaitReady(Deadline.inSeconds(60));
    int port = RefusedStartTest.closedPort();
    CliResult red = json(withPostgresAt(port));

    assertThat(green.exit()).as(green.toString()).isEqualTo(0);
    assertThat(green.json().path("overall").asText()).isEqualTo("green");
    assertThat(green.json().path("tier").asText()).isEqualTo("federated");
    assertThat(ids(green.json()))
        .contains(
            "settings",
            "master_key",
            "master_key_seal",
            "data_directory",
            "postgresql",
            "database_role",
            "clock",
            "pgvector",
            "migrations",
            "search_language",
            "ca_root",
            "ca_issuing",
            "valkey",
            "gateway",
            "user_api_certificate",
            "federation_listener",
            "revocation_listener",
            "crl",
            "peer");
    for (String measured : List.of("postgresql", "valkey", "gateway", "peer")) {
      assertThat(item(green.json(), measured).path("measured").path("round_trip_ms").asDouble())
          .as(measured)
          .isPositive();
    }
    JsonNode peer = item(green.json(), "peer");
    assertThat(peer.path("address").asText()).isEqualTo(work.serverName() + ":8444");
    assertThat(peer.path("measured").path("clock_skew_ms").asLong()).isBetween(-2_000L, 2_000L);

    assertThat(yellow.exit()).as(yellow.toString()).isEqualTo(1);
    assertThat(yellow.json().path("overall").asText()).isEqualTo("yellow");
    assertThat(notOk(yellow.json())).containsExactly("peer");
    assertThat(item(yellow.json(), "peer").path("measured").path("code").asText())
        .isEqualTo("peer-offline");
    assertThat(item(yellow.json(), "peer").path("remedy").asText()).contains(work.serverName());

    assertThat(red.exit()).as(red.toString()).isEqualTo(2);
    assertThat(red.json().path("overall").asText()).isEqualTo("red");
    assertThat(item(red.json(), "postgresql").path("state").asText()).isEqualTo("failure");
    assertThat(item(red.json(), "postgresql").path("address").asText()).endsWith(":" + port);
    assertThat(item(red.json(), "migrations").path("state").asText()).isEqualTo("unknown");
    assertThat(item(red.json(), "valkey").path("state").asText()).isEqualTo("ok");
  }

  @Test
  void doctor_gatewayIsDown_saysSoAndWhatItCanSee() {
    home.process().stop();
    try {
      CliResult down = json(home.settings().configurationFile());

      assertThat(down.exit()).as(down.toString()).isEqualTo(1);
      assertThat(notOk(down.json())).containsExactly("gateway");
      assertThat(item(down.json(), "gateway").path("detail").asText()).contains("not running");
      assertThat(item(down.json(), "peer").path("state").asText()).isEqualTo("ok");
      assertThat(item(down.json(), "api_port").path("state").asText()).isEqualTo("ok");
      assertThat(ids(down.json())).doesNotContain("user_api_certificate");
    } finally {
      home.start();
      home.awaitReady(Deadline.inSeconds(60));
    }
  }

  @Test
  void doctor_peerSuspendedUs_isYellowWithItsCode() {
    GatewayPair.Link link =
        pair.link(Names.person(work, "bob"), Names.person(home, "bob"), Scope.of("tasks").json());
    var _ =
        work.database()
            .execute(
                "update federation_grants set status = 'suspended' where id = ?::uuid",
                link.grant().id());
    try {
      CliResult result = json(home.settings().configurationFile());

      assertThat(result.exit()).as(result.toString()).isEqualTo(1);
      assertThat(codes(result.json())).containsExactly("grant-not-active");
    } finally {
      var _ =
          home.database().execute("delete from federation_peers where id = ?::uuid", link.peer());
    }
  }

  @Test
  void doctor_pgvectorThatBuildsInParallel_isYellow() {
    var _ =
        home.database()
            .execute(
                "alter role "
                    + home.database().owner()
                    + " set max_parallel_maintenance_workers = 2");
    try {
      CliResult result = json(home.settings().configurationFile());

      assertThat(result.exit()).as(result.toString()).isEqualTo(1);
      assertThat(notOk(result.json())).containsExactly("pgvector");
      assertThat(item(result.json(), "pgvector").path("detail").asText()).contains("CVE-2026-3172");
    } finally {
      var _ =
          home.database()
              .execute(
                  "alter role "
                      + home.database().owner()
                      + " reset max_parallel_maintenance_workers");
    }
  }

  @Test
  void doctor_forPeople_isAlignedWithoutColoursAndSecrets() throws Exception {
    CliResult green = doctor(home.settings().configurationFile());
    CliResult red = doctor(withPostgresAt(RefusedStartTest.closedPort()));

    assertThat(green.exit()).as(green.toString()).isZero();
    assertThat(green.output())
        .startsWith(home.serverName() + ", tier federated\n")
        .contains("\nok    PostgreSQL ")
        .contains("\nok    peer " + work.serverName())
        .endsWith("\nGREEN: everything is as it should be\n")
        .doesNotContain("\u001b");
    assertThat(green.error()).isEmpty();
    assertThat(red.exit()).isEqualTo(2);
    assertThat(red.output()).contains("\nFAIL  PostgreSQL ").contains("\n      try: start it");
    assertNoSecrets(green);
    assertNoSecrets(red);
    assertNoSecrets(json(home.settings().configurationFile()));
  }

  @Test
  void doctor_anyExamination_changesNothing() throws Exception {
    String peers = "select p::text from federation_peers p order by id";
    String audit = "select count(*) from federation_audit_log";
    List<String> before = home.database().texts(peers);
    long entries = home.database().count(audit);
    Path data = home.settings().directory().resolve("never-made");
    Path other = spoilt("data_directory", data.toString());

    var _ = json(other);

    assertThat(home.database().texts(peers)).isEqualTo(before);
    assertThat(home.database().count(audit)).isEqualTo(entries);
    assertThat(data).doesNotExist();
  }

  @Test
  void doctor_tierLocal_whileTheGatewayDoesNotRun_isYellow(@TempDir Path directory)
      throws Exception {
    try (LoneGateway gateway = LoneGateway.local(directory)) {
      Path configuration = gateway.settings().configurationFile();
      assertThat(doctor(configuration).exit()).isZero();
      gateway.process().stop();
      Path lock = gateway.settings().dataDirectory().resolve("postgres/cluster/postmaster.pid");

      CliResult stopped = doctor(configuration);
      // As it is found after a power cut; no process has that id.
      Files.writeString(lock, "4194305\n/nowhere\n1\n15432\n");
      CliResult cutOff = doctor(configuration);
      Files.delete(lock);

      assertThat(stopped.exit()).as(stopped.output()).isEqualTo(1);
      assertThat(stopped.output())
          .contains("starts and ends with the gateway", "mosaic serve")
          .doesNotContain("FAIL", ":0");
      assertThat(cutOff.output()).isEqualTo(stopped.output());
    }
  }

  @Test
  void doctor_settingsUnusable_isRedAndStillJson() throws Exception {
    CliResult result = json(spoilt("tier", "galactic"));

    assertThat(result.exit()).as(result.toString()).isEqualTo(2);
    assertThat(ids(result.json())).containsExactly("settings");
    assertThat(result.json().path("tier").isNull()).isTrue();
  }

  @Test
  void doctor_notUnderstood_hasAnExitCodeThatIsNoColour() {
    CliResult result = pair.cluster().cli(Names.unique("doctor")).run("doctor", "--colour", "blue");

    assertThat(result.exit()).isEqualTo(64);
    assertThat(result.output()).isEmpty();
    assertThat(result.error()).contains("--help");
  }

  @Test
  void doctor_javaDoesNotStart_hasAnExitCodeThatIsNoColour() {
    CliResult result =
        pair.cluster()
            .cli(Names.unique("doctor"))
            .with("MOSAIC_JAVA_OPTIONS", "-XX:NoSuchFlag")
            .run("doctor", "--config", home.settings().configurationFile().toString());

    assertThat(result.exit()).isEqualTo(64);
    assertThat(result.error()).contains("NoSuchFlag");
  }

  private static CliResult doctor(Path configuration) {
    return pair.cluster()
        .cli(Names.unique("doctor"))
        .run("doctor", "--config", configuration.toString());
  }

  private static CliResult json(Path configuration) {
    return pair.cluster()
        .cli(Names.unique("doctor"))
        .with("MOSAIC_DEBUG", "1")
        .run("doctor", "--json", "--config", configuration.toString());
  }

  private static Path withPostgresAt(int port) throws IOException {
    var configuration = home.settings().configuration();
    configuration.withObject("/database").put("port", port);
    return Files.writeString(
        home.settings().directory().resolve(Names.unique("spoilt") + ".json"),
        configuration.toPrettyString());
  }

  private static Path spoilt(String key, String value) throws IOException {
    return Files.writeString(
        home.settings().directory().resolve(Names.unique("spoilt") + ".json"),
        home.settings().configuration().put(key, value).toPrettyString());
  }

  private static void assertNoSecrets(CliResult result) throws IOException {
    Database database = home.database();
    assertThat(result.toString())
        .doesNotContain(database.gatewayPassword())
        .doesNotContain(database.ownerPassword())
        .doesNotContain(home.settings().services().valkeyPassword())
        .doesNotContain(Files.readString(home.settings().masterKeyFile()).strip())
        .doesNotContain(home.admin().token())
        .doesNotContain("PRIVATE KEY");
  }

  private static JsonNode item(JsonNode report, String id) {
    return items(report).stream()
        .filter(item -> item.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no item " + id + " in " + report.toPrettyString()));
  }

  private static List<JsonNode> items(JsonNode report) {
    return StreamSupport.stream(report.path("items").spliterator(), false).toList();
  }

  private static Set<String> ids(JsonNode report) {
    Set<String> ids = new HashSet<>();
    items(report).forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }

  private static List<String> notOk(JsonNode report) {
    return items(report).stream()
        .filter(item -> !item.path("state").asText().equals("ok"))
        .map(item -> item.path("id").asText())
        .toList();
  }

  private static List<String> codes(JsonNode report) {
    List<String> codes = new ArrayList<>();
    for (JsonNode item : items(report)) {
      if (item.path("measured").has("code")) {
        codes.add(item.path("measured").path("code").asText());
      }
    }
    return codes;
  }
}
