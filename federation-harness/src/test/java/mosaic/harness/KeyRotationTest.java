package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The master key of an instance of two processes, rotated while people work (R-1301). In the order
 * of a rotation: what comes later needs what came before.
 */
@ExtendWith(SharedGateways.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KeyRotationTest {
  /** How many secrets each person has; the figure in KEYS.md was measured with 2000. */
  private static final int SECRETS = Integer.getInteger("mosaic.test.secrets", 30);

  private static GatewayPair pair;
  private static GatewayCluster cluster;
  private static Gateway home;
  private static SecondReplica replica;
  private static Person ada;
  private static Person bob;
  private static String oldKey;
  private static String newKey;
  private static String oldCursor = "";

  @BeforeAll
  static void start(SharedServices services, GatewayPair shared) {
    pair = shared;
    String name = Names.unique("keys") + ".example";
    cluster = GatewayCluster.builder(services.addresses()).gateway(name).start();
    home = cluster.gateway(name);
    replica = SecondReplica.of(cluster, home);
    ada = Names.person(home, "ada");
    bob = Names.person(home, "bob");
    oldKey = firstLine(home.settings().masterKeyFile());
    newKey = Secrets.masterKey();
    fill(ada);
    fill(bob);
    Person subject = Names.person(pair.work(), "subject");
    Grant grant =
        pair.work().admin().createGrant(subject, home.serverName(), Scope.of("tasks").json());
    var _ = home.admin().addPeer(grant.url(), ada);
    leaveATeamOfOnesRow();
  }

  @AfterAll
  static void close() {
    if (replica != null) {
      replica.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void keys_askedByAnyoneButAnAdmin_isRefused() {
    for (UserApi api : List.of(ada.api(), replica.api(home, ada.api()))) {
      assertThat(api.get("/api/v1/keys").status()).isEqualTo(403);
      assertThat(api.post("/api/v1/keys/reseal", UserApi.object()).status()).isEqualTo(403);
      assertThat(api.post("/api/v1/keys/retire", UserApi.object()).status()).isEqualTo(403);
    }
    assertThat(home.api().get("/api/v1/keys").status()).isEqualTo(401);
    assertThat(
            home.admin()
                .post("/api/v1/keys/reseal", UserApi.object().put("position", "owners:0"))
                .code())
        .isEqualTo("request-invalid");
  }

  @Test
  @Order(2)
  void rotate_twoProcessesUnderLoad_losesNothingAndFailsNobody() throws Exception {
    oldCursor = cursor();
    Load load = Load.start();
    Answer before = home.admin().get("/api/v1/keys").expect(200);
    assertThat(before.json().path("seals").asText()).isEqualTo(id(oldKey));
    assertThat(before.json().path("replicas")).hasSize(2);

    // The first process alone has the new line: it opens, and does not seal.
    write(home.settings().masterKeyFile(), newKey, oldKey);
    awaitLines(newKey, oldKey);
    assertThat(sealedNow(ada.api())).isEqualTo(id(oldKey));
    assertThat(home.admin().get("/api/v1/keys").json().path("seals").asText())
        .isEqualTo(id(oldKey));

    // Both have it.
    write(replica.settings().masterKeyFile(), newKey, oldKey);
    Deadline.inSeconds(30)
        .await("both seal under the new line", () -> replicasSealing(newKey) == 2);
    assertThat(sealedNow(ada.api())).isEqualTo(id(newKey));
    assertThat(sealedNow(replica.api(home, bob.api()))).isEqualTo(id(newKey));

    // One step, and whoever drives it is gone.
    JsonNode step = home.admin().post("/api/v1/keys/reseal", UserApi.object()).expect(200).json();
    assertThat(step.path("next").asText()).isNotEmpty();
    CliResult planned = admin().run("keys", "reseal", "--dry-run").expectSuccess();
    assertThat(planned.output()).contains("values would be sealed anew; nothing was changed");
    long started = System.nanoTime();
    CliResult resealed = admin().run("keys", "reseal").expectSuccess();
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    long served = load.stop();

    assertThat(load.failures).isEmpty();
    assertThat(resealed.output())
        .contains("values sealed anew")
        .contains("line " + id(oldKey) + " may be removed from the master key")
        .doesNotContain(oldKey, newKey);
    System.out.printf(
        "re-sealed beside %d requests on two processes, 0 failed, in %d ms%n",
        served, took.toMillis());
    assertEverythingIsUnder(newKey);
    assertThat(ada.api().get("/api/v1/credentials?limit=1&cursor=" + oldCursor).status())
        .as("a cursor of the old line")
        .isEqualTo(200);
    assertThat(
            home.database()
                .texts(
                    "select distinct verb || ' ' || outcome || ' ' || actor from"
                        + " federation_audit_log where resource in (?, ?) order by 1",
                    "keys/" + id(oldKey),
                    "keys/" + id(newKey)))
        .anyMatch(row -> row.startsWith("keys.promote ok -"))
        .anyMatch(row -> row.startsWith("keys.reseal ok root-"))
        .anyMatch(row -> row.startsWith("keys.retire ok root-"));
  }

  @Test
  @Order(3)
  void serve_lineMissingThatValuesNeed_refusesAndNamesIt() throws Exception {
    GatewaySettings settings = replica.settings();
    write(settings.masterKeyFile(), oldKey);
    replica.process().stop();

    ServeRun run = ServeRun.of(settings, configuration -> {});

    run.refuses(settings, "line %s is missing".formatted(id(newKey)), "put it back");
    assertThat(run.log()).doesNotContain(newKey);
  }

  @Test
  @Order(4)
  void rotate_oldLineRemoved_everythingGoesOnAndItsCursorsEnd() throws Exception {
    write(home.settings().masterKeyFile(), newKey);
    write(replica.settings().masterKeyFile(), newKey);
    awaitLines(newKey);

    replica.restart();

    JsonNode page =
        replica.api(home, ada.api()).get("/api/v1/credentials?limit=500").expect(200).json();
    assertThat(secrets(page)).isNotEmpty().allMatch(secret -> secret.startsWith("s"));
    assertThat(ada.api().get("/api/v1/credentials?limit=1&cursor=" + oldCursor).code())
        .isEqualTo("cursor-invalid");
    assertThat(home.admin().get("/api/v1/keys").json().path("lines")).hasSize(1);
  }

  @Test
  @Order(5)
  void read_lineTakenOutTooEarly_runsOnAndSaysSo() throws Exception {
    String third = Secrets.masterKey();

    // The line that everything needs is gone from the file of a running process.
    write(home.settings().masterKeyFile(), third);
    awaitLines(third);

    assertThat(ada.api().get("/api/v1/credentials?limit=500").status()).isEqualTo(200);
    CliResult shown = admin().run("keys", "show").expectSuccess();
    assertThat(shown.output()).contains("is missing in the master key: put it back");
    assertThat(home.log()).doesNotContain(third).doesNotContain(newKey);
    write(home.settings().masterKeyFile(), newKey);
    awaitLines(newKey);
  }

  /** Whatever looks sealed is in a column that is re-sealed: a new one cannot be forgotten. */
  private static void assertEverythingIsUnder(String key) {
    Set<String> found = new TreeSet<>();
    for (List<Object> column :
        home.database()
            .rows(
                "select c.table_name, c.column_name from information_schema.columns c"
                    + " join information_schema.tables t using (table_schema, table_name)"
                    + " where c.table_schema = 'public' and t.table_type = 'BASE TABLE'"
                    + " and c.data_type in ('text', 'jsonb', 'bytea', 'character varying')")) {
      String name = column.get(0) + "." + column.get(1);
      String keys =
          home.database()
              .text(
                  "select coalesce(string_agg(distinct sealed_with(%s::text), ','), '') from %s"
                          .formatted(column.get(1), column.get(0))
                      + " where sealed_with(%s::text) in (?, ?)".formatted(column.get(1)),
                  id(oldKey),
                  id(newKey));
      if (!keys.isEmpty()) {
        found.add(name);
        assertThat(keys).as(name).isEqualTo(id(key));
      }
    }
    Set<String> known = new TreeSet<>();
    for (JsonNode held : home.admin().get("/api/v1/keys").json().path("values")) {
      known.add(held.path("column").asText());
      assertThat(held.path("key").asText()).isEqualTo(id(key));
    }
    assertThat(found).isEqualTo(known).hasSize(5);
  }

  private static void fill(Person person) {
    for (int i = 0; i < SECRETS; i++) {
      for (String resource : List.of("credentials", "api_keys")) {
        var _ = person.api().createRow(resource, secretRow("s" + i));
      }
    }
  }

  /** A row that its owner may read, and may not write any more. */
  private static void leaveATeamOfOnesRow() {
    String team = home.admin().createTeam(Names.unique("left"), ada);
    var _ = ada.api().createRow("credentials", secretRow("s-team").put("team_id", team));
    home.admin().delete("/api/v1/teams/" + team + "/members/" + ada.id()).expect(204);
  }

  private static ObjectNode secretRow(String secret) {
    return UserApi.object().put("title", "t").put("secret", secret);
  }

  private static List<String> secrets(JsonNode page) {
    List<String> secrets = new ArrayList<>();
    page.path("items").forEach(item -> secrets.add(item.path("secret").asText()));
    return secrets;
  }

  /** Which key seals what somebody stores now. */
  private static String sealedNow(UserApi api) {
    String row = api.createRow("credentials", secretRow("s-now"));
    return home.database()
        .text("select sealed_with(secret) from credentials where id = ?::uuid", row);
  }

  private static String cursor() {
    return ada.api().get("/api/v1/credentials?limit=1").expect(200).json().path("next").asText();
  }

  private static void awaitLines(String... keys) {
    List<String> expected = Arrays.stream(keys).map(KeyRotationTest::id).toList();
    Deadline.inSeconds(30)
        .await(
            "a process has read " + expected,
            () -> {
              for (JsonNode of : home.admin().get("/api/v1/keys").json().path("replicas")) {
                List<String> lines = new ArrayList<>();
                of.path("lines").forEach(line -> lines.add(line.asText()));
                if (lines.equals(expected)) {
                  return true;
                }
              }
              return false;
            });
  }

  private static long replicasSealing(String key) {
    long count = 0;
    for (JsonNode of : home.admin().get("/api/v1/keys").json().path("replicas")) {
      count += of.path("seals").asText().equals(id(key)) ? 1 : 0;
    }
    return count;
  }

  private static Cli admin() {
    String name = Names.unique("root");
    String code =
        home.admin()
            .post("/api/v1/users", UserApi.object().put("name", name).put("role", "admin"))
            .expect(201)
            .json()
            .path("sign_in_code")
            .asText();
    Cli cli = cluster.cli(Names.unique("profile"));
    var _ =
        cli.runWithInput(
                code + "\n",
                "login",
                home.settings().apiUrl().toString(),
                "--user",
                name,
                "--ca",
                home.caRootFile().toString(),
                "--code-stdin")
            .expectSuccess();
    return cli;
  }

  /** As an admin would: another file takes its place. */
  private static void write(Path file, String... lines) throws IOException {
    Path next = Directories.secretFile(file.resolveSibling("next.key"), String.join("\n", lines));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String firstLine(Path file) {
    try {
      return Files.readAllLines(file).getFirst().strip();
    } catch (IOException unreadable) {
      throw new HarnessException("No master key", unreadable);
    }
  }

  /** As KEYS.md describes it. */
  private static String id(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(key));
      digest[0] &= 0x7f;
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** People at both processes, who read, change and ask a peer, all the time. */
  private static final class Load {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong served = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();

    static Load start() {
      Load load = new Load();
      for (Person person : List.of(ada, bob)) {
        load.work(person.api());
        load.work(replica.api(home, person.api()));
      }
      return load;
    }

    private void work(UserApi api) {
      String row = api.createRow("credentials", secretRow("s-changing"));
      running.add(
          executor.submit(
              () -> {
                for (int i = 0; !stopped.get(); i++) {
                  round(api, row, "s-" + i);
                }
              }));
    }

    private void round(UserApi api, String row, String secret) {
      try {
        String path = "/api/v1/credentials/" + row;
        expect(200, api.put(path, secretRow(secret)));
        Answer read = api.get(path);
        expect(200, read);
        if (!read.json().path("item").path("secret").asText().equals(secret)) {
          failures.add("lost a write of " + secret);
        }
        Answer page = api.get("/api/v1/api_keys?limit=500");
        expect(200, page);
        if (!secrets(page.json()).stream().allMatch(s -> s.startsWith("s"))) {
          failures.add("a secret that does not open");
        }
        Answer peer = api.get("/api/v1/tasks?source=federated:" + pair.work().serverName());
        if (peer.status() != 404 && !peer.body().contains("\"status\":\"ok\"")) {
          failures.add(peer.toString());
        }
        served.addAndGet(4);
      } catch (HarnessException failed) {
        failures.add(failed.toString());
      }
    }

    private void expect(int status, Answer answer) {
      if (answer.status() != status) {
        failures.add(answer.toString());
      }
    }

    long stop() throws Exception {
      stopped.set(true);
      for (Future<?> one : running) {
        var _ = one.get();
      }
      executor.close();
      return served.get();
    }
  }
}
