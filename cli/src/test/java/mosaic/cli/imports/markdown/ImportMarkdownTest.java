package mosaic.cli.imports.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import mosaic.cli.CommandLineRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that nobody writes by hand. */
final class ImportMarkdownTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {">", "- ", "*a "})
  void importMarkdown_nestedWithoutEnd_isSkippedAndTheRestGoesOn(String opening) throws Exception {
    Path folder = Files.createDirectories(directory.resolve("folder"));
    Files.writeString(
        folder.resolve("a.md"),
        opening.repeat(100_000)
            + "- [ ] deep"
            + (opening.equals("*a ") ? "b*".repeat(100_000) : ""));
    Files.writeString(folder.resolve("b.md"), "- [ ] plain\n");

    CommandLineRun.Result result =
        new CommandLineRun(directory)
            .run("import", "markdown", folder.toString(), "--user", "alice", "--dry-run");

    assertThat(result.status()).as(result.errors()).isZero();
    assertThat(result.output())
        .contains(
            "files  2, 1 skipped", "skipped a.md: nested too deep", "tasks  1 (1 open, 0 done)");
  }
}
