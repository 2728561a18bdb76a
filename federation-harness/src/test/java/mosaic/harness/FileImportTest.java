package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code mosaic import jsonl} and {@code ics} into a real gateway, once and once more. */
@ExtendWith(SharedGateways.class)
final class FileImportTest {
  private static final String SECRET = "correct horse battery staple";

  @TempDir private Path directory;

  private final GatewayPair pair;

  FileImportTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  void importJsonl_manyTasksAndTheirNotes_repeatsWithoutChangeAndUpdatesOnlyWhatChanged()
      throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    Cli cli = Commands.of(pair, pair.work(), alice);
    StringBuilder notes = new StringBuilder();
    StringBuilder tasks = new StringBuilder();
    for (int i = 0; i < 700; i++) {
      notes.append("{\"key\":\"note-%d\",\"title\":\"Note %d\"}\n".formatted(i, i));
      tasks.append(
          "{\"key\":\"t%d\",\"title\":\"Tâche %d ✓\",\"note_key\":\"note-%d\"}\n"
              .formatted(i, i, i));
    }
    tasks.append("{\"title\":\"of no note\",\"note_key\":\"nowhere\"}\nnonsense\n");
    Path noteFile = Files.writeString(directory.resolve("notes.jsonl"), notes);
    Path taskFile = Files.writeString(directory.resolve("tasks.jsonl"), tasks);

    JsonNode noteReport = jsonl(cli, noteFile, "notes").expectSuccess().json();
    JsonNode first = jsonl(cli, taskFile, "tasks").expectSuccess().json();
    List<List<@Nullable Object>> rows = checksums(alice, "tasks");
    JsonNode second = jsonl(cli, taskFile, "tasks").expectSuccess().json();

    assertThat(noteReport.path("created").asInt()).isEqualTo(700);
    assertThat(first.path("created").asInt()).isEqualTo(700);
    assertThat(first.path("skipped"))
        .extracting(skipped -> skipped.path("line").asInt())
        .containsExactlyInAnyOrder(701, 702);
    assertThat(first.toString()).contains("names no note");
    assertThat(count(alice, "tasks", "note_id is not null")).isEqualTo(700);
    assertOutcome(second, 0, 0, 700);
    assertThat(checksums(alice, "tasks")).isEqualTo(rows);

    Files.writeString(
        taskFile, tasks.toString().replace("\"title\":\"Tâche 7 ✓\"", "\"title\":\"seven\""));
    assertOutcome(jsonl(cli, taskFile, "tasks").expectSuccess().json(), 0, 1, 699);
  }

  @Test
  void importJsonl_credentials_areSealedComparedAndNeverShown() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    Cli cli = Commands.of(pair, pair.work(), alice);
    Path file =
        Files.writeString(
            directory.resolve("credentials.jsonl"),
            "{\"key\":\"a\",\"title\":\"registry\",\"secret\":\"%s\"}\n".formatted(SECRET)
                + "{\"key\":\"b\",\"title\":\"empty\"}\n"
                + "{\"key\":\"c\",\"title\":\"broken\",\"secret\":%s}\n".formatted(SECRET));

    CliResult first = jsonl(cli, file, "credentials").expectSuccess();
    List<List<@Nullable Object>> rows = checksums(alice, "credentials");
    assertOutcome(first.json(), 2, 0, 0);
    assertThat(first.output() + first.error()).doesNotContain("horse");
    assertThat(count(alice, "credentials", "secret like '%horse%'")).isZero();

    assertOutcome(jsonl(cli, file, "credentials").json(), 0, 0, 2);
    assertThat(checksums(alice, "credentials")).isEqualTo(rows);

    Files.writeString(file, "{\"key\":\"a\",\"title\":\"registry\"}\n");
    assertOutcome(jsonl(cli, file, "credentials").json(), 0, 0, 1);
    assertThat(secretOf(alice, "registry")).as("left out, so it stays").isEqualTo(SECRET);

    Files.writeString(file, "{\"key\":\"a\",\"title\":\"registry\",\"secret\":\"another\"}\n");
    assertOutcome(jsonl(cli, file, "credentials").json(), 0, 1, 0);
    assertThat(secretOf(alice, "registry")).isEqualTo("another");
  }

  @Test
  void importJsonl_rowsOfAList_makeTheSameRowsElsewhere() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    Person bob = Names.person(pair.home(), "bob");
    Cli from = Commands.of(pair, pair.work(), alice);
    Cli to = Commands.of(pair, pair.home(), bob);
    Path first =
        Files.writeString(
            directory.resolve("first.jsonl"),
            "{\"title\":\"a \\\"quoted\\\"\\nline 😀\",\"body\":\"b\",\"status\":\"done\"}\n{\"title\":\"c\"}\n");
    var _ = jsonl(from, first, "tasks").expectSuccess();
    JsonNode list =
        from.run("list", "tasks", "--all-pages", "--output", "json").expectSuccess().json();
    StringBuilder lines = new StringBuilder();
    for (JsonNode item : list.path("items")) {
      ObjectNode line = UserApi.object();
      line.set("key", item.path("id"));
      line.set("title", item.path("title"));
      line.set("body", item.path("body"));
      line.set("status", item.path("status"));
      line.set("note_key", item.path("note_id"));
      lines.append(line).append('\n');
    }
    Path exported = Files.writeString(directory.resolve("exported.jsonl"), lines);

    assertOutcome(jsonl(to, exported, "tasks").expectSuccess().json(), 2, 0, 0);

    assertThat(bob.api().titles("tasks", "local"))
        .containsExactlyInAnyOrderElementsOf(alice.api().titles("tasks", "local"));
    assertThat(
            pair.home()
                .database()
                .count(
                    "select count(*) from tasks where owner_id = ?::uuid and status = 'done'",
                    bob.id()))
        .isOne();
  }

  @Test
  void importJsonl_teamOfOthers_isForbiddenAndStoresNothing() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    String team = Names.unique("others");
    var _ = pair.work().admin().createTeam(team);
    Cli cli = Commands.of(pair, pair.work(), alice);
    Path file = Files.writeString(directory.resolve("notes.jsonl"), "{\"title\":\"a\"}\n");

    CliResult refused = jsonl(cli, file, "notes", "--team", team);

    assertThat(refused.exit()).as(refused.toString()).isEqualTo(4);
    assertThat(refused.error()).contains("line 1").contains("not-allowed");
    assertThat(count(alice, "notes", "true")).isZero();
    assertOutcome(
        jsonl(
                Commands.admin(pair, pair.work()),
                file,
                "notes",
                "--team",
                team,
                "--user",
                alice.name())
            .expectSuccess()
            .json(),
        1,
        0,
        0);
  }

  @Test
  void importJsonl_keysOfAnotherUser_touchNothingOfTheirs() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    Person bob = Names.person(pair.work(), "bob");
    Path file =
        Files.writeString(
            directory.resolve("keys.jsonl"),
            "{\"key\":\"k\",\"title\":\"mine\",\"secret\":\"%s\"}\n".formatted(SECRET));
    var _ = jsonl(Commands.of(pair, pair.work(), alice), file, "api_keys").expectSuccess();
    List<List<@Nullable Object>> rows = checksums(alice, "api_keys");
    Files.writeString(file, "{\"key\":\"k\",\"title\":\"taken\",\"secret\":\"other\"}\n");
    Cli cli = Commands.of(pair, pair.work(), bob);

    CliResult forAlice = jsonl(cli, file, "api_keys", "--user", alice.name());
    JsonNode forBob = jsonl(cli, file, "api_keys").expectSuccess().json();

    assertThat(forAlice.exit()).as(forAlice.toString()).isEqualTo(4);
    assertOutcome(forBob, 1, 0, 0);
    assertThat(checksums(alice, "api_keys")).isEqualTo(rows);
  }

  @Test
  void importIcs_calendarThatChanges_repeatsWithoutChangeAndUpdatesOnlyWhatChanged()
      throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    Cli cli = Commands.of(pair, pair.work(), alice);
    StringBuilder calendar = new StringBuilder("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    for (int i = 0; i < 600; i++) {
      calendar.append(
          """
          BEGIN:VEVENT\r
          UID:event-%d\r
          SUMMARY:passed over\r
          END:VEVENT\r
          BEGIN:VTODO\r
          UID:to-do-%d@example\r
          DTSTAMP:20261101T080000Z\r
          SUMMARY:To-do %d\\, with a comma\r
          DUE;TZID=Europe/Berlin:20261201T170000\r
          STATUS:%s\r
          END:VTODO\r
          """
              .formatted(i, i, i, i % 3 == 0 ? "COMPLETED" : "NEEDS-ACTION"));
    }
    String whole = calendar + "END:VCALENDAR\r\n";
    Path file = Files.writeString(directory.resolve("tasks.ics"), whole);

    JsonNode first = ics(cli, file).expectSuccess().json();
    List<List<@Nullable Object>> rows = checksums(alice, "tasks");
    JsonNode second = ics(cli, file).expectSuccess().json();

    assertOutcome(first, 600, 0, 0);
    assertThat(first.path("tasks_open").asInt()).isEqualTo(400);
    assertThat(first.path("passed_over").path("vevent").asInt()).isEqualTo(600);
    assertThat(count(alice, "tasks", "status = 'done'")).isEqualTo(200);
    assertThat(count(alice, "tasks", "body = 'Due: 2026-12-01 17:00 Europe/Berlin'"))
        .isEqualTo(600);
    assertOutcome(second, 0, 0, 600);
    assertThat(checksums(alice, "tasks")).isEqualTo(rows);

    Files.writeString(file, whole.replace("SUMMARY:To-do 7\\,", "SUMMARY:To-do seven\\,"));
    assertOutcome(ics(cli, file).expectSuccess().json(), 0, 1, 599);
  }

  @Test
  void importIcs_fileThatIsNoCalendar_failsAndStoresNothing() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    Path file = Files.writeString(directory.resolve("page.ics"), "<html>not found</html>\n");

    CliResult result = ics(Commands.of(pair, pair.work(), alice), file);

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.error()).contains("page.ics").contains("line 1");
    assertThat(count(alice, "tasks", "true")).isZero();
  }

  private static CliResult jsonl(Cli cli, Path file, String resource, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "import", "jsonl", file.toString(), "--resource", resource, "--output", "json"));
    words.addAll(List.of(more));
    return cli.run(words.toArray(String[]::new));
  }

  private static CliResult ics(Cli cli, Path file) {
    return cli.run("import", "ics", file.toString(), "--output", "json");
  }

  private static void assertOutcome(JsonNode report, int created, int updated, int unchanged) {
    assertThat(
            List.of(
                report.path("created").asInt(),
                report.path("updated").asInt(),
                report.path("unchanged").asInt()))
        .as(report.toString())
        .containsExactly(created, updated, unchanged);
  }

  private static @Nullable String secretOf(Person owner, String title) {
    for (JsonNode item : owner.api().get("/api/v1/credentials").expect(200).json().path("items")) {
      if (item.path("title").asText().equals(title)) {
        return item.path("secret").asText();
      }
    }
    return null;
  }

  private long count(Person person, String table, String condition) {
    return pair.work()
        .database()
        .count(
            "select count(*) from " + table + " where owner_id = ?::uuid and " + condition,
            person.id());
  }

  /** Count and checksum of everything in every row, times of change included. */
  private List<List<@Nullable Object>> checksums(Person person, String table) {
    return pair.work()
        .database()
        .rows(
            "select count(*), md5(string_agg(t::text, '|' order by id)) from "
                + table
                + " t where owner_id = ?::uuid",
            person.id());
  }
}
