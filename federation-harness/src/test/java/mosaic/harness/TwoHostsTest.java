package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two gateways on two hosts, from nothing to a federated answer, by the command line alone. */
@ExtendWith(SharedGateways.class)
final class TwoHostsTest {
  private static final String WORK = "work.two-hosts.example";
  private static final String HOME = "home.two-hosts.example";

  private final ServiceAddresses services;

  TwoHostsTest(SharedServices services) {
    this.services = services.addresses();
  }

  @Test
  @Tag("AC-01")
  void federate_gatewaysOnDifferentHosts_byCommandLineAlone() throws Exception {
    Optional<Namespaces> hosts = Namespaces.create();
    if (hosts.isEmpty()) {
      System.out.println("AC-01 runs on two loopback addresses: no network namespaces here");
      try (GatewayPair pair = GatewayPair.builder(services).names(WORK, HOME).start()) {
        federate(pair, List.of(), List.of());
      }
      return;
    }
    System.out.println("AC-01 runs in two network namespaces");
    try (Namespaces namespaces = hosts.get();
        Reached atWork = Reached.from(namespaces.outsideOfWork(), services);
        Reached atHome = Reached.from(namespaces.outsideOfHome(), services);
        GatewayPair pair =
            GatewayPair.builder(services)
                .start(
                    new GatewayPlacement(
                        WORK,
                        namespaces.workAddress(),
                        namespaces.workFromOutside(),
                        atWork.services(),
                        namespaces.atWork()),
                    new GatewayPlacement(
                        HOME,
                        namespaces.homeAddress(),
                        namespaces.homeFromOutside(),
                        atHome.services(),
                        namespaces.atHome()))) {
      federate(pair, namespaces.atWork(), namespaces.atHome());
    }
  }

  private static void federate(GatewayPair pair, List<String> atWork, List<String> atHome)
      throws Exception {
    Cli work = pair.cluster().cli("work-admin").behind(atWork);
    Cli alice = pair.cluster().cli("work-alice").behind(atWork);
    Cli home = pair.cluster().cli("home-admin").behind(atHome);

    login(work, pair.work());
    String code =
        json(work.run("user", "create", "alice", "--output", "json")).path("sign_in_code").asText();
    alice
        .runWithInput(
            code + "\n",
            "login",
            pair.work().settings().apiUrl().toString(),
            "--user",
            "alice",
            "--code-stdin",
            "--ca",
            pair.work().caRootFile().toString())
        .expectSuccess();
    alice.run("create", "tasks", "--title", "finish the report").expectSuccess();
    alice.run("create", "notes", "--title", "not granted").expectSuccess();
    Path scope =
        Files.writeString(
            pair.cluster().directory().resolve("scope.json"), "{\"resources\":[\"tasks\"]}");
    JsonNode granted =
        json(
            work.run(
                "federation",
                "grant",
                "create",
                "--user",
                "alice",
                "--peer",
                HOME,
                "--scope-file",
                scope.toString(),
                "--output",
                "json"));
    login(home, pair.home());
    home.runWithInput(
            granted.path("enrolment_url").asText() + "\n", "federation", "peer", "add", "-")
        .expectSuccess();
    home.run("create", "tasks", "--title", "water the plants").expectSuccess();

    JsonNode all = json(home.run("list", "tasks", "--source", "all", "--output", "json"));
    CliResult denied = home.run("list", "notes", "--source", "federated:" + WORK);

    assertThat(all.path("items"))
        .extracting(item -> item.path("_source").asText() + ": " + item.path("title").asText())
        .containsExactlyInAnyOrder(
            "local: water the plants", "federated:" + WORK + ": finish the report");
    assertThat(denied.exit()).as(denied.toString()).isEqualTo(4);
    assertThat(denied.error()).contains("resource-not-in-scope");
    String grant = granted.path("grant").path("id").asText();
    new Audit(pair.work()).awaitEntry(grant, "list", "ok");
    new Audit(pair.work()).awaitEntry(grant, "list", "denied");
    assertThat(
            pair.home()
                .database()
                .text("select status::text from federation_peers where grant_id = ?::uuid", grant))
        .isEqualTo("active");
    assertThat(pair.home().database().count("select count(*) from tasks"))
        .as("nothing of work is kept at home")
        .isOne();
  }

  private static void login(Cli cli, Gateway gateway) {
    var _ =
        cli.run(
                "login",
                gateway.settings().apiUrl().toString(),
                "--user",
                "admin",
                "--code-file",
                gateway.settings().dataDirectory().resolve("initial-admin-code").toString(),
                "--ca",
                gateway.caRootFile().toString())
            .expectSuccess();
  }

  private static JsonNode json(CliResult result) {
    return result.expectSuccess().json();
  }

  /** PostgreSQL and Valkey, as a namespace reaches them. */
  private record Reached(ServiceAddresses services, Forwarder postgres, Forwarder valkey)
      implements AutoCloseable {
    static Reached from(String address, ServiceAddresses services) {
      Forwarder postgres =
          Forwarder.start(address, services.postgresHost(), services.postgresPort());
      Forwarder valkey = Forwarder.start(address, services.valkeyHost(), services.valkeyPort());
      return new Reached(
          services.seenAt(address, postgres.port(), valkey.port()), postgres, valkey);
    }

    @Override
    public void close() {
      postgres.close();
      valkey.close();
    }
  }
}
