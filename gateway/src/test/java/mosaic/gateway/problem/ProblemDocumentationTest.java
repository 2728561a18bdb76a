package mosaic.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemDocumentationTest {
  private static final Path TABLE = Path.of("../docs/federation/PROBLEMS.md");

  @Test
  void problemsDocument_listsEveryCode_asItIs() throws IOException {
    List<String> rows =
        Files.readAllLines(TABLE).stream().filter(line -> line.startsWith("| `")).toList();

    assertThat(rows.stream().map(ProblemDocumentationTest::codeStatusTitle))
        .containsExactlyElementsOf(
            Arrays.stream(ProblemCode.values())
                .map(code -> List.of("`" + code.code() + "`", "" + code.status(), code.title()))
                .toList());
    assertThat(rows).allSatisfy(row -> assertThat(cells(row)).hasSize(5).doesNotContain(""));
  }

  @Test
  void of_unexpectedFailure_tellsNothingButTheTrace() {
    var document = ProblemDocument.of(new IllegalStateException("password=hunter2"), "abc");

    assertThat(document.toString()).doesNotContain("hunter2", "IllegalState").contains("abc");
    assertThat(document).doesNotContainKey("detail").containsEntry("status", 500);
  }

  private static List<String> codeStatusTitle(String row) {
    return cells(row).subList(0, 3);
  }

  private static List<String> cells(String row) {
    return Arrays.stream(row.split("\\|", -1)).map(String::strip).toList().subList(1, 6);
  }
}
