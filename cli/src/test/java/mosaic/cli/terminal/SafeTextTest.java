package mosaic.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SafeTextTest {
  @Test
  void line_everyControlCharacter_isReplaced() {
    StringBuilder all = new StringBuilder();
    for (int character = 0; character < 0xA0; character++) {
      all.append((char) character);
    }
    all.append("\u202E\u2066\u200F\u061C\u2028\u2029\uD800");

    String safe = SafeText.line(all.toString());

    assertThat(safe)
        .doesNotContainPattern(
            "[\\p{Cc}\\p{Cs}\\u202A-\\u202E\\u2066-\\u2069\\u200E\\u200F\\u061C\\p{Zl}\\p{Zp}]");
    assertThat(safe).hasSameSizeAs(all);
  }

  @Test
  void line_escapeSequence_staysVisible() {
    assertThat(SafeText.line("\u001b]0;owned\u0007\u001b[2Jx\r\ny"))
        .isEqualTo("␛]0;owned␇␛[2Jx  y");
  }

  @Test
  void line_ordinaryText_isUntouched() {
    assertThat(SafeText.line("Grüße, 世界 👩‍💻 é")).isEqualTo("Grüße, 世界 👩‍💻 é");
  }

  @Test
  void paragraph_linesAndTabs_stay() {
    assertThat(SafeText.paragraph("a\r\n\tb\rc\u001b[1m")).isEqualTo("a\n\tb c␛[1m");
  }

  @Test
  void lines_narrowTerminal_titleGivesWay() {
    Table table = Table.withElastic("TITLE", "ID", "TITLE", "STATUS");
    table.row(List.of("1", "A long title that does not fit", "open"));
    table.row(List.of("2", "世界世界世界世界世界", "done"));

    List<String> lines = table.lines(30);

    assertThat(lines)
        .containsExactly(
            "ID  TITLE               STATUS",
            "1   A long title that…  open",
            "2   世界世界世界世界…   done");
  }
}
