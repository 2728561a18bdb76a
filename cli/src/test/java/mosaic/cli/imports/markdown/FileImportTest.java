package mosaic.cli.imports.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mosaic.cli.imports.ImportItem;
import mosaic.cli.imports.Place;
import mosaic.cli.row.Resource;
import org.junit.jupiter.api.Test;

final class FileImportTest {
  // printf %s 'the same' | sha256sum
  private static final String SAME = "fa0487f2dc91544a";

  private final FileImport personal = new FileImport(false);
  private final FileImport byFolder = new FileImport(true);

  private static List<ImportItem> tasks(List<ImportItem> items) {
    return items.stream().filter(item -> item.resource() == Resource.TASKS).toList();
  }

  @Test
  void items_file_noteComesFirstWithTheWholeText() {
    String text = "# Title\r\n\r\n- [ ] a\r\n";

    List<ImportItem> items = personal.items("sig/README.md", text);

    assertThat(items.getFirst())
        .isEqualTo(
            ImportItem.note(new Place.File("sig/README.md"), "sig/README.md", "Title", text, null));
    assertThat(tasks(items)).extracting(ImportItem::noteKey).containsExactly("sig/README.md");
  }

  @Test
  void items_noHeading_titleIsTheFileName() {
    assertThat(personal.items("a/Shopping list.md", "text").getFirst().title())
        .isEqualTo("Shopping list");
    assertThat(personal.items(".md", "").getFirst().title()).isEqualTo(".md");
  }

  @Test
  void items_sameTextTwice_keysDifferAndDoNotDependOnTheStatus() {
    List<ImportItem> tasks =
        tasks(personal.items("n.md", "- [ ] the same\n- [ ] other\n- [x] *the* same"));

    assertThat(tasks).extracting(ImportItem::key).element(0).isEqualTo("n.md#" + SAME + "-0");
    assertThat(tasks).extracting(ImportItem::key).element(2).isEqualTo("n.md#" + SAME + "-1");
  }

  @Test
  void items_longItem_isCutAndTheRestIsTheBody() {
    String text = "x".repeat(499) + "👩" + "y".repeat(20);

    ImportItem task = tasks(personal.items("n.md", "- [ ] " + text)).getFirst();

    assertThat(task.title()).isEqualTo("x".repeat(499));
    assertThat(task.title() + task.body()).isEqualTo(text);
  }

  @Test
  void items_teamByFolder_topLevelFolderIsTheTeam() {
    assertThat(byFolder.items("sig-net/sub/a.md", "- [ ] a"))
        .allSatisfy(item -> assertThat(item.team()).isEqualTo("sig-net"));
    assertThat(byFolder.items("a.md", "- [ ] a"))
        .allSatisfy(item -> assertThat(item.team()).isNull());
    assertThat(personal.items("sig-net/a.md", "- [ ] a"))
        .allSatisfy(item -> assertThat(item.team()).isNull());
  }

  @Test
  void refusal_teamNameTooLong_isSaid() {
    String path = "t".repeat(129) + "/a.md";

    assertThat(byFolder.refusal(path)).isPresent();
    assertThat(personal.refusal(path)).isEmpty();
  }
}
