package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code mosaic import markdown} of a real repository's documentation, and of it once more. */
@ExtendWith(SharedGateways.class)
final class ImportTest {
  private static final int FILES = 719;
  private static final int NOTES = 717;
  private static final int TASKS = 940;
  private static final int DONE = 612;
  private static final int TEAMS = 44;

  private final GatewayPair pair;

  ImportTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  void importMarkdown_kubernetesCommunity_isCompleteAndRepeatingItChangesNothing(
      @TempDir Path directory) throws Exception {
    Path folder = SharedData.kubernetesCommunity(directory);
    Person reader = Names.person(pair.work(), "reader");
    Cli admin = Commands.admin(pair, pair.work());
    String[] words = {
      "import",
      "markdown",
      folder.toString(),
      "--user",
      reader.name(),
      "--team-by-folder",
      "--output",
      "json"
    };

    JsonNode first = admin.run(words).expectSuccess().json();
    List<List<@Nullable Object>> rows = checksums(reader);
    JsonNode second = admin.run(words).expectSuccess().json();

    System.out.printf(
        "Import of %d files: %s notes, %s tasks (%s open), %s teams%n",
        FILES,
        first.path("notes"),
        first.path("tasks"),
        first.path("tasks_open"),
        first.path("teams_created"));
    assertThat(first.path("skipped"))
        .extracting(file -> file.path("path").asText() + ": " + file.path("reason").asText())
        .containsExactlyInAnyOrder(
            "events/2017/05-leadership-summit/session-notes/1345-1430_SIGGOVERNANCE.md:"
                + " not UTF-8 text",
            "sig-node/archive/ci-subgroup-notes-2020.md: larger than 1 MiB");
    assertThat(first.path("files").asInt()).isEqualTo(FILES);
    assertThat(first.path("created").asInt()).isEqualTo(NOTES + TASKS);
    assertThat(first.path("updated").asInt() + first.path("unchanged").asInt()).isZero();
    assertThat(first.path("teams_created").asInt()).isEqualTo(TEAMS);
    assertThat(rowsOf(reader, "notes", "true")).isEqualTo(NOTES);
    assertThat(rowsOf(reader, "tasks", "true")).isEqualTo(TASKS);
    assertThat(rowsOf(reader, "tasks", "status = 'done'")).isEqualTo(DONE);
    assertThat(
            rowsOf(
                reader,
                "tasks",
                "not exists (select from notes n where n.id = note_id"
                    + " and n.owner_id = tasks.owner_id)"))
        .as("tasks without their note")
        .isZero();
    assertThat(
            pair.work()
                .database()
                .count("select count(*) from team_members where user_id = ?::uuid", reader.id()))
        .isEqualTo(TEAMS);

    assertThat(second.path("created").asInt() + second.path("updated").asInt()).isZero();
    assertThat(second.path("unchanged").asInt()).isEqualTo(NOTES + TASKS);
    assertThat(second.path("teams_created").asInt()).isZero();
    assertThat(checksums(reader)).isEqualTo(rows);

    // One changed file changes its note alone: so the second import did look.
    Path readme = folder.resolve("README.md");
    Files.writeString(readme, Files.readString(readme) + "\nOne more line.\n");
    JsonNode third = admin.run(words).expectSuccess().json();
    assertThat(third.path("updated").asInt()).isOne();
    assertThat(third.path("created").asInt()).isZero();
    assertThat(checksums(reader)).isNotEqualTo(rows);
  }

  @Test
  void importMarkdown_folderThatIsNotThere_failsAndStoresNothing(@TempDir Path directory) {
    Person reader = Names.person(pair.work(), "reader");
    Cli admin = Commands.admin(pair, pair.work());

    CliResult result =
        admin.run(
            "import", "markdown", directory.resolve("none").toString(), "--user", reader.name());

    assertThat(result.exit()).isNotZero();
    assertThat(result.error()).contains("none");
    assertThat(rowsOf(reader, "notes", "true")).isZero();
  }

  @Test
  void importMarkdown_forSomebodyElseByOrdinaryUser_isForbiddenAndStoresNothing(
      @TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("a.md"), "# A\n\n- [ ] do it\n");
    Person victim = Names.person(pair.work(), "victim");
    Cli user = Commands.user(pair, pair.work(), Names.unique("mallory"));

    CliResult result =
        user.run("import", "markdown", directory.toString(), "--user", victim.name());

    assertThat(result.exit()).as(result.toString()).isEqualTo(4);
    assertThat(rowsOf(victim, "notes", "true")).isZero();
  }

  private long rowsOf(Person person, String table, String condition) {
    return pair.work()
        .database()
        .count(
            "select count(*) from " + table + " where owner_id = ?::uuid and " + condition,
            person.id());
  }

  /** Count and checksum of everything in every row, times of change included. */
  private List<List<@Nullable Object>> checksums(Person person) {
    return pair.work()
        .database()
        .rows(
            "select 'notes', count(*), md5(string_agg(n::text, '|' order by id)) from notes n"
                + " where owner_id = ?::uuid"
                + " union all select 'tasks', count(*), md5(string_agg(t::text, '|' order by id))"
                + " from tasks t where owner_id = ?::uuid order by 1",
            person.id(),
            person.id());
  }
}
