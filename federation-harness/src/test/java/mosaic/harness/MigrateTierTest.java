package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import mosaic.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code mosaic migrate tier} of a {@code local} instance that holds a real import. */
@ExtendWith(SharedGateways.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MigrateTierTest {
  private static final int KILLS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ServiceAddresses services;
  private Path shared = Path.of("");
  private LoneGateway source;
  private UserApi alice;
  private Map<String, String> before = Map.of();

  MigrateTierTest(SharedServices services) {
    this.services = services.addresses();
  }

  /**
   * People, teams, tokens, sealed secrets, a row of a team that its owner has left; a real import.
   */
  @BeforeAll
  void localInstance_withRealData_isStopped(@TempDir Path directory) throws Exception {
    shared = directory;
    source = LoneGateway.local(shared.resolve("source"));
    Cli root = source.cli("admin", source.adminCode());
    UserApi admin =
        source
            .api()
            .withToken(
                root.run("token", "create", "test", "--output", "json")
                    .expectSuccess()
                    .json()
                    .path("token")
                    .asText());
    Person person = admin.createUser("alice");
    alice = person.api();
    String team = admin.createTeam("platform", person);
    var _ = alice.createTeamRow("notes", "on call", team);
    admin.delete("/api/v1/teams/" + team + "/members/" + person.id()).expect(204);
    var _ =
        alice.createRow(
            "credentials",
            UserApi.object().put("title", "router").put("secret", "hunter2-at-home"));
    var _ = alice.createRow("memory", "The keys are under the mat. \u00fc\u4e2d\ud83d\ude00");
    var _ =
        root.run(
                "import",
                "markdown",
                SharedData.kubernetesCommunity(shared).toString(),
                "--user",
                "alice",
                "--team-by-folder")
            .expectSuccess();
    before = new TreeMap<>(held(source.database()));
    source.process().stop();
  }

  @AfterAll
  void localInstance_isRemoved() {
    source.close();
  }

  @Test
  @Tag("M1-04")
  void migrate_localWithRealDataAndKilledAtTenRandomPoints_endsEqualEveryTime() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("M1-04: seed " + seed);
    Random random = new Random(seed);

    // Once without any harm: everything is there, and once more changes nothing.
    Target target = target();
    long began = System.nanoTime();
    Ended first = migrate(target, "--yes");
    long took = System.nanoTime() - began;
    assertThat(first.exit()).as(first.output()).isZero();
    Map<String, String> copied = held(target.database());
    assertThat(copied).isEqualTo(before);
    assertThat(target.database().count("select count(*) from memory_embeddings"))
        .as("embeddings that were missing")
        .isEqualTo(target.database().count("select count(*) from memory"));
    Ended again = migrate(target, "--yes");
    assertThat(again.exit()).as(again.output()).isZero();
    assertThat(again.output()).contains("nothing to do");
    assertThat(held(target.database())).isEqualTo(copied);
    System.out.printf(
        "M1-04: %s rows in %d ms%n%s",
        allRows(copied), TimeUnit.NANOSECONDS.toMillis(took), first.output());

    // Ten times killed without a warning: at any time from its start to its end, and, as copying is
    // a small part of that, when some number of rows is there.
    long rows =
        allRows(
            Map.of(
                "notes",
                before.getOrDefault("notes", ""),
                "tasks",
                before.getOrDefault("tasks", "")));
    for (int kill = 1; kill <= KILLS; kill++) {
      Target fresh = target();
      long after = (long) (random.nextDouble() * took);
      long many = 1 + (long) (random.nextDouble() * rows);
      Process victim = start(fresh, "--yes");
      boolean byTime = kill % 2 == 0;
      if (byTime) {
        var _ = victim.waitFor(after, TimeUnit.NANOSECONDS);
      } else {
        Deadline.inSeconds(60)
            .await(many + " rows", () -> fresh.imported() >= many || !victim.isAlive());
      }
      boolean ended = !victim.isAlive();
      victim.destroyForcibly().waitFor();
      String there = fresh.progress();

      Ended next = migrate(fresh, "--yes");

      System.out.printf(
          "M1-04: killed after %s%s: %s%n",
          byTime ? TimeUnit.NANOSECONDS.toMillis(after) + " ms" : many + " imported rows",
          ended ? " (it had ended)" : "",
          there);
      assertThat(next.exit()).as(next.output()).isZero();
      assertThat(held(fresh.database())).as("kill %d, seed %d", kill, seed).isEqualTo(before);
    }

    // The source is what it was.
    assertThat(heldBySource()).isEqualTo(before);

    // The migrated gateway answers as the old one did: same tokens, same rows, same secrets, same
    // CA.
    try (GatewayProcess gateway = serve(target.settings())) {
      UserApi there =
          UserApi.at(target.settings().apiUrl(), Pem.certificate(source.caRootFile()))
              .withToken(alice.token());
      JsonNode secret = there.get("/api/v1/credentials").expect(200).json();
      assertThat(secret.findValuesAsText("secret")).containsExactly("hunter2-at-home");
      assertThat(there.titles("notes", "all")).isNotEmpty();
      assertThat(there.get("/api/v1/memory").expect(200).body()).contains("under the mat");
      Map<String, String> now = held(target.database());
      for (String table : List.of("tasks", "notes", "memory", "credentials", "teams", "users")) {
        assertThat(now).containsEntry(table, before.getOrDefault(table, ""));
      }
      assertThat(gateway.log()).doesNotContain("ERROR");
    }
  }

  @Test
  void migrate_dryRun_showsThePlanAndChangesNothing() throws Exception {
    Target target = target();

    Ended result = migrate(target, "--dry-run");

    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.output()).contains("tasks").contains("1,").contains("goes one way");
    assertThat(
            target
                .database()
                .texts(
                    "select relname::text from pg_class where relnamespace = 'public'::regnamespace"
                        + " and relkind = 'r'"))
        .isEmpty();
  }

  @Test
  void migrate_nobodyToAskAndNoYes_isRefused() throws Exception {
    Target target = target();

    Ended result = migrate(target);

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.output()).contains("--yes");
    assertThat(target.progress()).isEqualTo("nothing");
  }

  @Test
  void migrate_targetWithOtherData_isRefusedAndLeftAlone() throws Exception {
    Target target = target();
    try (GatewayProcess other = serve(target.settings())) {
      assertThat(other.isAlive()).isTrue();
    }
    Map<String, String> held = held(target.database());

    Ended result = migrate(target, "--yes");

    assertRefused(result, "holds data already");
    assertThat(held(target.database())).isEqualTo(held);
  }

  @Test
  void migrate_otherMasterKey_isRefusedBeforeAnythingIsCopied() throws Exception {
    Target target = target();
    Files.delete(target.settings().masterKeyFile());
    var _ = Directories.secretFile(target.settings().masterKeyFile(), Secrets.masterKey());

    Ended result = migrate(target, "--yes");

    assertRefused(result, "master key does not open");
    assertThat(target.progress()).isEqualTo("nothing");
  }

  @Test
  void migrate_newerKeyBeforeTheOldOne_isAccepted() throws Exception {
    Target target = target();
    String old = Files.readString(target.settings().masterKeyFile());
    Files.writeString(target.settings().masterKeyFile(), Secrets.masterKey() + "\n" + old);

    Ended result = migrate(target, "--yes");

    assertThat(result.exit()).as(result.output()).isZero();
  }

  @Test
  void migrate_targetRefusesARow_isSaidWithoutWhatTheRowHolds() throws Exception {
    Target target = target();
    assertThat(migrate(target, "--yes").exit()).isZero();
    String sealed = target.database().text("select secret from credentials");
    // As if it had been killed before the credentials, and they could not be written now.
    var _ = target.database().execute("update tier_migration set completed_at = null");
    var _ = target.database().execute("delete from credentials");
    var _ =
        target
            .database()
            .execute("alter table credentials add constraint no_more check (title <> 'router')");

    Ended result = migrate(target, "--yes");

    assertRefused(result, "SQLSTATE 23514");
    assertThat(result.output()).doesNotContain(sealed).doesNotContain("router");
  }

  @Test
  void migrate_targetIsFilledByAnotherMeanwhile_isRefusedAndLeftAlone() throws Exception {
    Target target = target();
    whenTheTablesAreThere(
        target, "insert into users (id, name) values (gen_random_uuid(), 'other')");

    Ended first = migrate(target, "--yes");
    Ended second = migrate(target, "--yes");

    assertRefused(first, "holds data already");
    assertRefused(second, "holds data already");
    assertThat(target.database().texts("select name from users")).containsExactly("other");
  }

  @Test
  void migrate_sourceIsServedMeanwhile_isRefused(@TempDir Path directory) throws Exception {
    try (LoneGateway standalone =
        LoneGateway.standalone(directory.resolve("standalone"), services)) {
      standalone.process().stop();
      GatewaySettings from = standalone.settings();
      Target target = new Target(settings(from.serverName()));
      prepare(target, from);
      whenTheTablesAreThere(target, "perform pg_sleep(3)");
      Path out = Files.createTempFile(shared, "migrate", ".log");
      Process migration =
          start(from.configurationFile(), target.settings().configurationFile(), out, "--yes");
      Deadline.inSeconds(60)
          .await(
              "it is under way",
              () ->
                  target
                          .database()
                          .count(
                              "select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
                      > 0);

      try (Connection gateway = from.database().connectAsGateway();
          Statement name = gateway.createStatement()) {
        name.execute("set application_name = 'mosaic'");

        assertRefused(ended(migration, out), "its gateway is running");
      }

      Ended next = run(from.configurationFile(), target.settings().configurationFile(), "--yes");
      assertThat(next.exit()).as(next.output()).isZero();
    }
  }

  /** Lets something happen in a target after it was looked at, when its last table was made. */
  private static void whenTheTablesAreThere(Target target, String statement) {
    var _ =
        target
            .database()
            .execute(
                """
                create function meanwhile() returns event_trigger language plpgsql as $$
                begin
                  if exists (select from pg_event_trigger_ddl_commands()
                              where object_identity = 'public.tier_migration') then
                    %s;
                  end if;
                end
                $$
                """
                    .formatted(statement));
    var _ =
        target
            .database()
            .execute(
                "create event trigger meanwhile on ddl_command_end when tag in ('CREATE TABLE')"
                    + " execute function meanwhile()");
  }

  @Test
  void migrate_targetLacksTheKeyThatTheSourceSealsWithNow_isRefused(@TempDir Path directory)
      throws Exception {
    try (LoneGateway local = LoneGateway.local(directory.resolve("local"))) {
      UserApi admin = local.api().signedIn("admin", local.adminCode());
      local.process().stop();
      Path keys = local.settings().masterKeyFile();
      String old = Files.readString(keys);
      Files.writeString(keys, Secrets.masterKey() + "\n" + old);
      local.restart();
      var _ =
          admin.createRow(
              "credentials", UserApi.object().put("title", "new").put("secret", "hunter2"));
      local.process().stop();
      Target target = new Target(settings(local.settings().serverName()));
      prepare(target, local.settings());
      Path configuration = local.settings().configurationFile();
      Files.writeString(target.settings().masterKeyFile(), old);

      Ended result = run(configuration, target.settings().configurationFile(), "--yes");

      assertRefused(result, "master key does not open");
      assertThat(target.progress()).isEqualTo("nothing");

      Files.writeString(target.settings().masterKeyFile(), Files.readString(keys));
      Ended mended = run(configuration, target.settings().configurationFile(), "--yes");
      assertThat(mended.exit()).as(mended.output()).isZero();
    }
  }

  @Test
  void migrate_sourceFederatedOrTargetNot_isRefused() throws Exception {
    Target target = target();
    Path federated = target.settings().configurationFile();
    Path local = source.settings().configurationFile();

    assertRefused(run(federated, federated, "--yes"), "is of tier federated already");
    assertRefused(run(local, local, "--yes"), "is of tier local");
    Ended other = run(local, federated, "--to", "standalone", "--yes");
    assertThat(other.exit()).isEqualTo(2);
  }

  @Test
  void migrate_sourceIsServed_isRefusedAndGoesOn(@TempDir Path directory) throws Exception {
    Target target = target();
    try (LoneGateway local = LoneGateway.local(directory.resolve("local"));
        LoneGateway standalone =
            LoneGateway.standalone(directory.resolve("standalone"), services)) {
      for (LoneGateway running : List.of(local, standalone)) {
        target.settings().write(c -> target(c, running.settings()));
        Ended result =
            run(
                running.settings().configurationFile(),
                target.settings().configurationFile(),
                "--yes");

        assertThat(result.exit()).as(result.output()).isEqualTo(1);
        assertThat(result.output())
            .containsAnyOf("its gateway is running", "is in use by a running");
        assertThat(running.process().isAlive()).isTrue();
      }
    }
  }

  @Test
  void migrate_standalone_isCompleteAndTheSameDatabaseAsTargetIsRefused(@TempDir Path directory)
      throws Exception {
    try (LoneGateway standalone =
        LoneGateway.standalone(directory.resolve("standalone"), services)) {
      UserApi admin = standalone.api().signedIn("admin", standalone.adminCode());
      var _ = admin.createRow("tasks", "move house");
      standalone.process().stop();
      GatewaySettings from = standalone.settings();
      Map<String, String> held = held(from.database());
      Target target = new Target(settings(from.serverName()));
      prepare(target, from);

      GatewaySettings self = settings(from.serverName());
      Target same =
          new Target(
              new GatewaySettings(
                  from.serverName(),
                  self.address(),
                  self.address(),
                  self.directory(),
                  from.database(),
                  services));
      copyKey(from, same.settings());
      same.settings().write(c -> {});
      assertRefused(
          run(from.configurationFile(), same.settings().configurationFile(), "--yes"),
          "it is the database of the source");

      Ended result = run(from.configurationFile(), target.settings().configurationFile(), "--yes");

      assertThat(result.exit()).as(result.output()).isZero();
      assertThat(held(target.database())).isEqualTo(held);
      assertThat(held(from.database())).isEqualTo(held);

      // What changes afterwards is not taken along without a word.
      var _ = from.database().execute("update tasks set title = 'stay' where title = 'move house'");
      assertRefused(
          run(from.configurationFile(), target.settings().configurationFile(), "--yes"),
          "changed after it had been moved");
    }
  }

  @Test
  void migrate_sourceChangedAfterAnInterruption_beginsAnewAndEndsEqual(@TempDir Path directory)
      throws Exception {
    try (LoneGateway standalone =
        LoneGateway.standalone(directory.resolve("standalone"), services)) {
      UserApi admin = standalone.api().signedIn("admin", standalone.adminCode());
      var _ = admin.createRow("tasks", "first");
      standalone.process().stop();
      GatewaySettings from = standalone.settings();
      Target target = new Target(settings(from.serverName()));
      prepare(target, from);
      Path into = target.settings().configurationFile();
      var _ = run(from.configurationFile(), into, "--yes");
      // As if it had been killed before its end, and the source had then been used.
      var _ = target.database().execute("update tier_migration set completed_at = null");
      var _ = from.database().execute("update tasks set title = 'second'");
      assertThat(serveToItsEnd(target.settings())).contains("run mosaic migrate tier once more");

      Ended result = run(from.configurationFile(), into, "--yes");

      assertThat(result.exit()).as(result.output()).isZero();
      assertThat(result.output()).contains("begins anew");
      assertThat(held(target.database())).isEqualTo(held(from.database()));
    }
  }

  private static void assertRefused(Ended result, String why) {
    assertThat(result.exit()).as(result.output()).isEqualTo(1);
    assertThat(result.output()).contains(why).contains("  try: ").doesNotContain("\tat ");
  }

  /** A database of its own, and the configuration of the source moved there. */
  private Target target() {
    Target target = new Target(settings(source.settings().serverName()));
    prepare(target, source.settings());
    return target;
  }

  private void prepare(Target target, GatewaySettings from) {
    target.database().create();
    copyKey(from, target.settings());
    target.settings().write(c -> {});
  }

  private static void target(com.fasterxml.jackson.databind.node.ObjectNode c, GatewaySettings as) {
    c.put("server_name", as.serverName());
  }

  private static void copyKey(GatewaySettings from, GatewaySettings into) {
    try {
      Directories.make(into.directory());
      var _ =
          Directories.secretFile(
              into.masterKeyFile(), Files.readString(from.masterKeyFile()).strip());
    } catch (IOException e) {
      throw new HarnessException("The key cannot be copied", e);
    }
  }

  private GatewaySettings settings(String serverName) {
    String name = Names.unique("target").replace('-', '_');
    // The name keeps its address for the life of this process; only one of them serves at a time.
    String address = source.settings().address();
    return new GatewaySettings(
        serverName,
        address,
        address,
        shared.resolve(name),
        Database.plan(services, name),
        services);
  }

  private Ended migrate(Target target, String... options) throws Exception {
    Path out = Files.createTempFile(shared, "migrate", ".log");
    Process process = start(target, out, options);
    return ended(process, out);
  }

  private Process start(Target target, String... options) throws IOException {
    return start(target, Files.createTempFile(shared, "migrate", ".log"), options);
  }

  private Process start(Target target, Path out, String... options) {
    return start(
        source.settings().configurationFile(), target.settings().configurationFile(), out, options);
  }

  private Ended run(Path from, Path into, String... options) throws Exception {
    Path out = Files.createTempFile(shared, "migrate", ".log");
    return ended(start(from, into, out, options), out);
  }

  private static Process start(Path from, Path into, Path out, String... options) {
    List<String> words = new ArrayList<>(Children.ENDING_WITH_THIS_PROCESS);
    words.addAll(List.of(ProjectRoot.launcher().toString(), "migrate", "tier"));
    if (!List.of(options).contains("--to")) {
      words.addAll(List.of("--to", "federated"));
    }
    words.addAll(List.of("--config", from.toString(), "--target", into.toString()));
    words.addAll(List.of(options));
    return Children.start(
        new ProcessBuilder(words)
            .directory(into.resolveSibling("").toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile()));
  }

  private static Ended ended(Process process, Path out) throws Exception {
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new HarnessException("mosaic migrate did not end:\n" + Files.readString(out));
    }
    return new Ended(process.exitValue(), Files.readString(out));
  }

  private GatewayProcess serve(GatewaySettings settings) {
    GatewayProcess process =
        GatewayProcess.start(
            List.of(), settings.configurationFile(), environment(), settings.logFile());
    boolean ready = false;
    try {
      process.awaitReady(
          settings.managementUrl().resolve("/q/health/ready"), Deadline.inSeconds(90));
      ready = true;
      return process;
    } finally {
      if (!ready) {
        process.close();
      }
    }
  }

  private String serveToItsEnd(GatewaySettings settings) {
    try (GatewayProcess process =
        GatewayProcess.start(
            List.of(), settings.configurationFile(), environment(), settings.logFile())) {
      assertThat(process.awaitExit(Deadline.inSeconds(60))).isNotZero();
      return process.log();
    }
  }

  private Map<String, String> environment() {
    return Map.of("MOSAIC_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + source.hostsFile());
  }

  /** What the source holds now that its gateway is stopped: its database is started to be asked. */
  private Map<String, String> heldBySource() {
    Path directory = source.settings().dataDirectory().resolve("postgres");
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().dataDirectory(directory).pgvector(false).start()) {
      assertThat(postgres.isRunning()).isTrue();
      return held(LoneGateway.embeddedDatabase(directory));
    }
  }

  /**
   * Rows and a checksum for every table that there is in tier {@code local}, made here in a way of
   * our own: of all rows in the order of their text. A column that only tier {@code federated} has
   * is empty after the move, and an empty column counts for nothing.
   */
  private static Map<String, String> held(Database database) {
    Map<String, String> held = new HashMap<>();
    for (String table :
        database.texts(
            "select relname::text from pg_class where relnamespace = 'public'::regnamespace and"
                + " relkind in ('r', 'p') and not relispartition and relname not like 'flyway%' and"
                + " relname !~"
                + " '^(federation_(grants|peers|scope_revisions|scope_approvals)|enrolment_tokens"
                + "|ca_(peer_pins|rehearsals|rehearsal_results)|key_replicas|tier_migration|memory_embedding.*)$'")) {
      held.put(
          table,
          database.text(
              "select count(*) || ' ' || md5(coalesce(string_agg(one, '|'"
                  + " order by one collate \"C\"), ''))"
                  + " from (select jsonb_strip_nulls(to_jsonb(t))::text as one from "
                  + table
                  + " t) as rows"));
    }
    return held;
  }

  /** The rows of all tables together. */
  private static long allRows(Map<String, String> held) {
    return held.values().stream().mapToLong(one -> Long.parseLong(one.split(" ", 2)[0])).sum();
  }

  private record Ended(int exit, String output) {}

  /** Where the instance moves to. */
  private record Target(GatewaySettings settings) {
    Database database() {
      return settings.database();
    }

    /** How many of the imported rows are there. */
    long imported() {
      return database().count("select count(*) from pg_class where relname = 'tier_migration'") == 0
          ? 0
          : database().count("select (select count(*) from notes) + (select count(*) from tasks)");
    }

    /** How far a run that was killed has come. */
    String progress() {
      if (database()
          .text("select coalesce(to_regclass('tier_migration')::text, '-')")
          .equals("-")) {
        return database().count("select count(*) from pg_class where relname = 'users'") == 0
            ? "nothing"
            : "some migrations of the schema";
      }
      return allRows(held(database()))
          + " rows, "
          + database().count("select count(*) from tier_migration where completed_at is not null")
          + " complete";
    }
  }
}
