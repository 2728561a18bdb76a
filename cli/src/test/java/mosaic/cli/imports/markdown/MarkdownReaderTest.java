package mosaic.cli.imports.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import mosaic.cli.imports.markdown.MarkdownDocument.TaskItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class MarkdownReaderTest {
  private final MarkdownReader reader = new MarkdownReader();

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("open and done", "- [ ] a\n- [x] b\n- [X] c", "a:open b:done c:done"),
        Arguments.of("other bullets", "* [ ] a\n\n+ [x] b\n\n1. [ ] c", "a:open b:done c:open"),
        Arguments.of("nested", "- [ ] a\n  - [x] b\n    1. [ ] c", "a:open b:done c:open"),
        Arguments.of("below a plain item", "- a\n  - [ ] b", "b:open"),
        Arguments.of("in a quote", "> - [ ] a", "a:open"),
        Arguments.of("CRLF", "# T\r\n\r\n- [ ] a\r\n- [x] b\r\n", "a:open b:done"),
        Arguments.of("fence", "```\n- [ ] a\n```\n\n- [ ] b", "b:open"),
        Arguments.of("tilde fence", "~~~md\n- [x] a\n~~~", ""),
        Arguments.of("fence in a list", "- x\n\n  ```\n  - [ ] a\n  ```\n", ""),
        Arguments.of("indented code", "text\n\n    - [ ] a\n", ""),
        Arguments.of("HTML comment", "<!--\n- [ ] a\n-->\n\n- [ ] b", "b:open"),
        Arguments.of("no list", "[ ] a\n\n\\- [ ] b", ""),
        Arguments.of("no blank after", "- [ ]a\n- [x](u)", ""),
        Arguments.of("no text", "- [ ]\n- [ ] ", ""),
        Arguments.of("other marks", "- [-] a\n- [xx] b\n- [] c", ""),
        Arguments.of("markup", "- [ ] **a** `b` [c](u) ![d](v) _e_", "a_b_c_d_e:open"),
        Arguments.of("several lines", "- [ ] a\n  b\n- [x] c  \n  d", "a_b:open c_d:done"),
        Arguments.of("more paragraphs", "- [ ] a\n\n  b", "a:open"),
        Arguments.of("only a comment", "- [ ] <!-- a -->", "<!--_a_-->:open"),
        Arguments.of("control character", "- [ ] a\u001b[1m\u0007b", "a_[1m_b:open"),
        Arguments.of("two lists", "- [ ] a\n\ntext\n\n- [ ] a", "a:open a:open"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void read_text_findsItsTasks(String name, String text, String expected) {
    List<String> found =
        reader.read(text).tasks().stream().map(MarkdownReaderTest::written).toList();

    assertThat(String.join(" ", found)).as(name).isEqualTo(expected);
  }

  private static String written(TaskItem task) {
    return task.text().replace(' ', '_') + (task.done() ? ":done" : ":open");
  }

  static Stream<Arguments> headings() {
    return Stream.of(
        Arguments.of("ATX", "text\n\n## A *b* `c`\n\n# D", "A b c"),
        Arguments.of("setext", "A\nb\n===\n", "A b"),
        Arguments.of("none", "text\n", ""),
        Arguments.of("empty file", "", ""),
        Arguments.of("empty heading first", "#\n\n## B", "B"),
        Arguments.of("in a fence", "```\n# A\n```\n\n# B", "B"),
        Arguments.of("front matter", "---\ntitle: x\ntags: y\n---\n\n# B", "B"),
        Arguments.of("front matter, CRLF", "---\r\ntitle: x\r\n---\r\n# B", "B"),
        Arguments.of("front matter with dots", "---\nt: x\n...\n# B", "B"),
        Arguments.of("front matter alone", "---\ntitle: x\n---", ""),
        Arguments.of("rule, no front matter", "---\n\n# B", "B"),
        Arguments.of("control characters", "# A\u0000\u001bb", "A� b"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headings")
  void read_text_findsItsFirstHeading(String name, String text, String expected) {
    assertThat(reader.read(text).heading().orElse("")).as(name).isEqualTo(expected);
  }

  @Test
  void read_frontMatterWithTaskLines_theyAreNoTasks() {
    assertThat(reader.read("---\nx:\n- [ ] a\n---\n- [ ] b").tasks())
        .containsExactly(new TaskItem("b", false));
  }
}
