package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiers {@code local} and {@code standalone}: the whole product at home, and no federation. */
@ExtendWith(SharedGateways.class)
final class UnfederatedTest {
  private static final String REMEDY = "mosaic migrate tier --to federated";

  /** Classes of federation, in whatever package. */
  private static final Pattern FEDERATION =
      Pattern.compile("mosaic/gateway/(federation|grant|enrolment|revocation)/.*");

  /**
   * What the framework makes for every bean, observer and endpoint: descriptions that its container
   * and its router hold, none of which runs or loads the class that it describes.
   */
  private static final Pattern DESCRIPTION =
      Pattern.compile(".*(_Bean|_Observer_\\w+_[\\w-]+|\\$quarkusrestinvoker\\$\\w+)");

  private final ServiceAddresses services;

  UnfederatedTest(SharedServices services) {
    this.services = services.addresses();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "standalone"})
  @Tag("M1-06")
  void serve_tierThatDoesNotFederate_servesSessionsEndToEndWithoutAnyFederationCode(
      String tier, @TempDir Path directory) throws Exception {
    try (LoneGateway gateway = start(tier, directory)) {
      // People sign in, at the command line and over HTTP.
      Cli root = gateway.cli("admin", gateway.adminCode());
      assertThat(root.run("whoami").expectSuccess().output()).contains("admin");
      UserApi admin = gateway.api().withToken(token(root));
      Person alice = admin.createUser("alice");
      Person bob = admin.createUser("bob");
      String team = admin.createTeam("platform", alice);

      // They write, list page by page, get, and see nothing of each other's.
      String task = alice.api().createRow("tasks", "water the plants");
      String note = alice.api().createTeamRow("notes", "on call", team);
      String secret =
          alice
              .api()
              .createRow(
                  "credentials",
                  UserApi.object().put("title", "router").put("secret", "hunter2-at-home"));
      assertThat(alice.api().get("/api/v1/tasks/" + task).expect(200).body())
          .contains("water the plants");
      assertThat(alice.api().get("/api/v1/credentials/" + secret).expect(200).body())
          .contains("hunter2-at-home");
      assertThat(bob.api().get("/api/v1/notes/" + note).status()).isEqualTo(404);

      // Memory is found by its words, by those who may see it.
      String key = alice.api().createRow("memory", "The keys are under the mat");
      assertThat(found(alice, "keys mat")).containsExactly(key);
      assertThat(found(alice, "keys chimney")).isEmpty();
      assertThat(found(bob, "keys mat")).isEmpty();
      assertThat(bob.api().get("/api/v1/memory/search?q=keys%00").status()).isEqualTo(400);
      String houses = alice.api().createRow("notes", "Drei H\u00e4user");
      assertThat(found(alice, "H%C3%A4user")).as("of notes, not of memory").isEmpty();
      assertThat(foundAnywhere(alice, "h%C3%A4user")).containsExactly(houses);
      assertThat(foundAnywhere(alice, "Haus"))
          .as("only where the rows are searched in German")
          .hasSize(tier.equals("standalone") ? 1 : 0);
      assertThat(foundAnywhere(bob, "h%C3%A4user")).isEmpty();

      // A folder is imported, and all of it is there.
      Path garden = directory.resolve("garden");
      Path folder = Files.createDirectories(garden.resolve("beds"));
      Files.writeString(folder.resolve("a.md"), "# Beds\n\n- [ ] dig\n- [x] sow\n");
      Files.writeString(folder.resolve("b.md"), "# Trees\n\nPrune in winter.\n");
      JsonNode imported =
          root.run("import", "markdown", garden.toString(), "--user", "alice", "--output", "json")
              .expectSuccess()
              .json();
      assertThat(imported.path("created").asInt()).isEqualTo(4);

      // All sources are the local one, complete and page by page.
      JsonNode first = alice.api().get("/api/v1/tasks?source=all&limit=2").expect(200).json();
      assertThat(first.path("items")).hasSize(2);
      assertThat(first.path("sources").findValuesAsText("source")).containsExactly("local");
      assertThat(first.path("sources").findValuesAsText("status")).containsExactly("ok");
      String next = first.path("next").asText();
      JsonNode rest =
          alice.api().get("/api/v1/tasks?source=all&limit=2&cursor=" + next).expect(200).json();
      assertThat(rest.path("items").findValuesAsText("_source")).containsExactly("local");
      assertThat(
              alice
                  .api()
                  .get("/api/v1/capabilities?source=all")
                  .expect(200)
                  .json()
                  .path("sources")
                  .findValuesAsText("source"))
          .containsExactly("local");

      // Everything about federation is refused in one way.
      refusesFederation(gateway, admin, alice, root);

      // And none of it is there: no tables, no pgvector, no listener, no code.
      hasNoFederationInTheDatabase(gateway.database());
      assertThat(ListeningPorts.of(gateway.process().pid()))
          .containsExactly(GatewaySettings.API_PORT, GatewaySettings.MANAGEMENT_PORT);
      hasRunNoFederationCode(gateway.initialisedClasses());
    }
  }

  private LoneGateway start(String tier, Path directory) {
    return tier.equals("local")
        ? LoneGateway.local(directory)
        : LoneGateway.standalone(directory, services, "german");
  }

  private static List<String> found(Person person, String words) {
    return person
        .api()
        .get("/api/v1/memory/search?q=" + words.replace(" ", "%20"))
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("id");
  }

  private static List<String> foundAnywhere(Person person, String encoded) {
    return person
        .api()
        .get("/api/v1/search?source=all&q=" + encoded)
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("id");
  }

  private static String token(Cli cli) throws Exception {
    JsonNode made = cli.run("token", "create", "test", "--output", "json").expectSuccess().json();
    return made.path("token").asText();
  }

  private static void refusesFederation(
      LoneGateway gateway, UserApi admin, Person alice, Cli root) {
    ObjectNode body = UserApi.object();
    String id = UUID.randomUUID().toString();
    Map<String, Function<UserApi, Answer>> calls =
        Map.of(
            "list grants", api -> api.get("/api/v1/federation/grants"),
            "create a grant", api -> api.post("/api/v1/federation/grants", body),
            "show a grant", api -> api.get("/api/v1/federation/grants/" + id),
            "revoke a grant", api -> api.post("/api/v1/federation/grants/" + id + "/revoke", body),
            "list peers", api -> api.get("/api/v1/federation/peers"),
            "add a peer", api -> api.post("/api/v1/federation/peers", body),
            "remove a peer", api -> api.delete("/api/v1/federation/peers/" + id),
            "enrol", api -> api.post("/federation/enrolment/v1/" + id, body),
            "read from a peer", api -> api.get("/api/v1/tasks?source=federated:work.example"),
            "get from a peer",
                api -> api.get("/api/v1/tasks/" + id + "?source=federated:work.example"));
    calls.forEach(
        (what, call) -> {
          Answer answer = call.apply(admin);
          assertThat(answer.status()).as(what).isEqualTo(409);
          assertThat(answer.code()).as(what).isEqualTo("tier-not-federated");
          assertThat(answer.json().path("remedy").asText()).as(what).contains(REMEDY);
        });
    assertThat(alice.api().get("/api/v1/federation/peers").code()).isEqualTo("tier-not-federated");
    for (List<String> words :
        List.of(
            List.of("federation", "grant", "list"),
            List.of("federation", "peer", "list"),
            List.of("list", "tasks", "--source", "federated:work.example"))) {
      CliResult result = root.run(words.toArray(String[]::new));
      assertThat(result.exit()).as(result.toString()).isEqualTo(6);
      assertThat(result.error()).contains("does not federate").contains(REMEDY);
    }
    assertThat(gateway.process().log()).doesNotContain("ERROR");
  }

  private static void hasNoFederationInTheDatabase(Database database) {
    assertThat(
            database.texts(
                "select relname::text from pg_class where relnamespace = 'public'::regnamespace"
                    + " and relkind in ('r', 'p') and relname ~ 'federat|grant|enrol|peer|vector|embedding|tier'"
                    + " order by 1"))
        .as("tables; the audit log of admin actions is in every tier, under its fixed name")
        .containsExactly("federation_audit_log", "federation_audit_log_default");
    assertThat(database.texts("select proname::text from pg_proc where proname = 'enter_grant'"))
        .isEmpty();
    assertThat(database.count("select count(*) from pg_extension where extname = 'vector'"))
        .isZero();
    assertThat(
            database.texts("select distinct verb from federation_audit_log where grant_id is null"))
        .contains("login", "user.create", "import");
    assertThat(database.texts("select distinct purpose from issued_certificates"))
        .containsExactly("server");
  }

  private static void hasRunNoFederationCode(List<String> initialised) {
    assertThat(initialised)
        .as("the log of class initialisation works")
        .contains("mosaic/gateway/query/Queries", "mosaic/gateway/query/LocalSource");
    assertThat(initialised)
        .filteredOn(name -> FEDERATION.matcher(name).matches())
        .isNotEmpty()
        .allMatch(name -> DESCRIPTION.matcher(name).matches());
  }

  @Test
  void local_firstStart_keepsItsPasswordsToItselfAndHasNoPgvectorToInstall(@TempDir Path directory)
      throws Exception {
    try (LoneGateway gateway = LoneGateway.local(directory)) {
      Path postgres = gateway.settings().dataDirectory().resolve("postgres");
      for (String file :
          List.of("superuser-password", "mosaic_owner-password", "mosaic_gateway-password")) {
        Path secret = postgres.resolve(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
            .isEqualTo("rw-------");
        assertThat(gateway.process().log()).doesNotContain(Files.readString(secret).strip());
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(postgres)))
          .isEqualTo("rwx------");
      assertThat(
              gateway
                  .database()
                  .count("select count(*) from pg_available_extensions where name = 'vector'"))
          .isZero();
      assertThat(
              gateway
                  .database()
                  .rows(
                      "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles"
                          + " where rolname in ('mosaic_gateway', 'mosaic_owner')"))
          .containsExactly(
              List.of(false, false, false, false), List.of(false, false, false, false));
    }
  }

  @Test
  void local_killedWithoutWarning_leavesNoServerAndStartsAgainWithItsRows(@TempDir Path directory)
      throws Exception {
    try (LoneGateway gateway = LoneGateway.local(directory)) {
      UserApi admin = gateway.api().signedIn("admin", gateway.adminCode());
      String id = admin.createRow("tasks", "survive");
      long postgres = postgresPid(gateway);

      gateway.process().kill();

      Deadline.inSeconds(30)
          .await("PostgreSQL ends too", () -> ProcessHandle.of(postgres).isEmpty());
      gateway.restart();
      assertThat(admin.get("/api/v1/tasks/" + id).expect(200).body()).contains("survive");
    }
  }

  @Test
  void local_stopped_stopsItsServerCleanly(@TempDir Path directory) throws Exception {
    try (LoneGateway gateway = LoneGateway.local(directory)) {
      long postgres = postgresPid(gateway);
      Path data = gateway.settings().dataDirectory().resolve("postgres");

      gateway.process().stop();

      assertThat(ProcessHandle.of(postgres)).isEmpty();
      assertThat(data.resolve("cluster/postmaster.pid")).doesNotExist();
      assertThat(Files.readString(data.resolve("server.log")))
          .contains("database system is shut down");
      assertThat(gateway.process().log()).doesNotContain("ERROR");
    }
  }

  @Test
  void local_secondGatewayOnTheSameData_isRefusedAndDisturbsNothing(@TempDir Path directory)
      throws Exception {
    try (LoneGateway gateway = LoneGateway.local(directory)) {
      UserApi admin = gateway.api().signedIn("admin", gateway.adminCode());

      try (GatewayProcess second =
          GatewayProcess.start(
              List.of(),
              gateway.settings().configurationFile(),
              Map.of("MOSAIC_API_PORT", "18443", "MOSAIC_MANAGEMENT_PORT", "19443"),
              directory.resolve("second.log"))) {

        assertThat(second.awaitExit(Deadline.inSeconds(60))).isEqualTo(1);
        assertThat(second.log())
            .contains("the gateway does not start")
            .contains("is in use by a running instance")
            .doesNotContain("\tat ");
      }
      assertThat(admin.get("/api/v1/me").status()).isEqualTo(200);
    }
  }

  private static long postgresPid(LoneGateway gateway) throws Exception {
    Path lock = gateway.settings().dataDirectory().resolve("postgres/cluster/postmaster.pid");
    return Long.parseLong(Files.readAllLines(lock).getFirst().strip());
  }
}
