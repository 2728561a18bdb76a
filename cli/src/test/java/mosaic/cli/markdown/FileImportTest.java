package mosaic.cli.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mosaic.cli.json.Json;
import mosaic.cli.markdown.ImportItem.Note;
import mosaic.cli.markdown.ImportItem.Task;
import org.junit.jupiter.api.Test;

final class FileImportTest {
  // printf %s 'the same' | sha256sum
  private static final String SAME = "fa0487f2dc91544a";

  private final FileImport personal = new FileImport(false);
  private final FileImport byFolder = new FileImport(true);

  private static List<Task> tasks(List<ImportItem> items) {
    return items.stream().filter(Task.class::isInstance).map(Task.class::cast).toList();
  }

  @Test
  void items_file_noteComesFirstWithTheWholeText() {
    String text = "# Title\r\n\r\n- [ ] a\r\n";

    List<ImportItem> items = personal.items("sig/README.md", text);

    assertThat(items.getFirst())
        .isEqualTo(new Note("sig/README.md", "Title", text, Optional.empty()));
    assertThat(tasks(items)).extracting(Task::noteKey).containsExactly("sig/README.md");
  }

  @Test
  void items_noHeading_titleIsTheFileName() {
    assertThat(((Note) personal.items("a/Shopping list.md", "text").getFirst()).title())
        .isEqualTo("Shopping list");
    assertThat(((Note) personal.items(".md", "").getFirst()).title()).isEqualTo(".md");
  }

  @Test
  void items_sameTextTwice_keysDifferAndDoNotDependOnTheStatus() {
    List<Task> tasks =
        tasks(personal.items("n.md", "- [ ] the same\n- [ ] other\n- [x] *the* same"));

    assertThat(tasks).extracting(Task::key).element(0).isEqualTo("n.md#" + SAME + "-0");
    assertThat(tasks).extracting(Task::key).element(2).isEqualTo("n.md#" + SAME + "-1");
  }

  @Test
  void items_longItem_isCutAndTheRestIsTheBody() {
    String text = "x".repeat(499) + "👩" + "y".repeat(20);

    Task task = tasks(personal.items("n.md", "- [ ] " + text)).getFirst();

    assertThat(task.title()).isEqualTo("x".repeat(499));
    assertThat(task.title() + task.rest()).isEqualTo(text);
  }

  @Test
  void items_teamByFolder_topLevelFolderIsTheTeam() {
    assertThat(byFolder.items("sig-net/sub/a.md", "- [ ] a"))
        .allSatisfy(item -> assertThat(Json.text(item.json(), "team")).isEqualTo("sig-net"));
    assertThat(byFolder.items("a.md", "- [ ] a"))
        .allSatisfy(item -> assertThat(item.json().has("team")).isFalse());
    assertThat(personal.items("sig-net/a.md", "- [ ] a"))
        .allSatisfy(item -> assertThat(item.json().has("team")).isFalse());
  }

  @Test
  void refusal_teamNameTooLong_isSaid() {
    String path = "t".repeat(129) + "/a.md";

    assertThat(byFolder.refusal(path)).isPresent();
    assertThat(personal.refusal(path)).isEmpty();
  }

  @Test
  void add_manyItems_batchesKeepOrderAndLimits() throws Exception {
    List<byte[]> sent = new ArrayList<>();
    Batches batches = new Batches(Optional.of("a\"b"), sent::add);
    List<ImportItem> items = new ArrayList<>();
    for (int file = 0; file < 1203; file++) {
      items.add(new Note("k" + file, "t", "", Optional.empty()));
    }
    for (int file = 0; file < 9; file++) {
      items.add(new Note("big" + file, "t", "\n".repeat(1 << 19), Optional.empty()));
    }

    items.forEach(batches::add);
    batches.flush();
    batches.flush();

    List<String> keys = new ArrayList<>();
    for (byte[] body : sent) {
      assertThat(body.length).isLessThanOrEqualTo(4 << 20);
      assertThat(Json.read(body).path("user").asText()).isEqualTo("a\"b");
      assertThat(Json.read(body).path("items").size()).isBetween(1, 500);
      Json.read(body).path("items").forEach(item -> keys.add(Json.text(item, "key")));
    }
    assertThat(keys).isEqualTo(items.stream().map(item -> Json.text(item.json(), "key")).toList());
  }

  @Test
  void add_itemLargerThanABatch_goesAlone() throws Exception {
    List<byte[]> sent = new ArrayList<>();
    Batches batches = new Batches(Optional.empty(), sent::add);

    batches.add(new Note("a", "t", "", Optional.empty()));
    batches.add(new Note("b", "t", "\u0001".repeat(1 << 20), Optional.empty()));
    batches.add(new Note("c", "t", "", Optional.empty()));
    batches.flush();

    assertThat(sent).hasSize(3);
    assertThat(Json.read(sent.get(1)).path("items").size()).isEqualTo(1);
    assertThat(sent.get(1).length).isLessThan(8 << 20);
  }
}
