package mosaic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code mosaic completion}: what a real bash offers with the script loaded. */
final class CompletionTest {
  private static final Pattern CASE = Pattern.compile("(?m)^  ([a-z |]+)\\)");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mosaic ser                         | serve
          mosaic serve --c                   | --config
          mosaic serve --rec                 | --record-start
          mosaic demo --e                    | --exit
          mosaic fed                         | federation
          mosaic federation peer re          | remove
          'mosaic import '                   | ics jsonl markdown
          mosaic import jsonl --res          | --resource
          mosaic import jsonl --resource ta  | tasks
          mosaic list me                     | memory
          mosaic list tasks --output j       | json
          mosaic completion z                | zsh
          mosaic nonsense-                   |
          """)
  void completion_bash_offersWhatFits(String line, String expected) throws Exception {
    assertThat(offered(line)).isEqualTo(words(expected == null ? "" : expected));
  }

  @Test
  void completion_bash_knowsEveryCommandOfTheLauncher() throws Exception {
    String launcher = Files.readString(Path.of("..", "mosaic"));
    String commands = launcher.substring(launcher.lastIndexOf("case ${1:-} in"));
    Set<String> own = new TreeSet<>();
    CASE.matcher(commands)
        .results()
        .forEach(match -> own.addAll(List.of(match.group(1).split("\\|"))));

    assertThat(own).contains("serve", "demo", "build", "test");
    assertThat(offered("mosaic ")).containsAll(own);
  }

  @Test
  void completion_unknownShell_isUsage() {
    CommandLineRun.Result result = new CommandLineRun(directory).run("completion", "fish");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output()).isEmpty();
  }

  @Test
  void completion_zsh_loadsTheBashScriptInItsWay() {
    assertThat(new CommandLineRun(directory).run("completion", "zsh").output())
        .contains("bashcompinit");
  }

  /** Does what bash does on TAB after this line. */
  private Set<String> offered(String line) throws IOException, InterruptedException {
    Path script = directory.resolve("completion");
    Files.writeString(script, new CommandLineRun(directory).run("completion", "bash").output());
    String press =
        """
        source "$1" || exit 3
        COMP_LINE=$2
        read -ra COMP_WORDS <<<"$2"
        [[ $2 == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_POINT=${#COMP_LINE}
        _complete_mosaic
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    Process bash = new ProcessBuilder("bash", "-c", press, "bash", script.toString(), line).start();
    bash.getOutputStream().close();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String errors = new String(bash.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(errors).isZero();
    return words(output);
  }

  private static Set<String> words(String text) {
    Set<String> words = new TreeSet<>(Arrays.asList(text.strip().split("\\s+")));
    words.remove("");
    return words;
  }
}
