package mosaic.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import mosaic.gateway.search.Snippet.Segment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SnippetTest {
  @Test
  void ofMarked_matches_areSegmentsOfTheirOwn() {
    Snippet snippet = marked("renew the [certificate]\n\n  of\twork, then [certificates] of home");

    assertThat(snippet.segments())
        .containsExactly(
            new Segment("renew the ", false),
            new Segment("certificate", true),
            new Segment(" of work, then ", false),
            new Segment("certificates", true),
            new Segment(" of home", false));
    assertThat(snippet.hasMatch()).isTrue();
  }

  @Test
  void ofMarked_markup_isTextLikeAnyOther() {
    assertThat(marked("<b onclick=x>&amp;</b> [&lt;]").segments())
        .containsExactly(new Segment("<b onclick=x>&amp;</b> ", false), new Segment("&lt;", true));
  }

  @Test
  void ofMarked_longBeforeTheMatch_keepsTheMatch() {
    Snippet snippet = marked("x".repeat(5000) + " [found] " + "y".repeat(5000));

    assertThat(text(snippet)).hasSize(Snippet.MOST_CHARACTERS).startsWith("…x").endsWith("y…");
    assertThat(snippet.segments()).contains(new Segment("found", true));
  }

  @Test
  void ofMarked_nothingOrNoMatch_isNothingOrTheBeginning() {
    assertThat(marked("")).isEqualTo(Snippet.EMPTY);
    assertThat(marked(" \n ")).isEqualTo(Snippet.EMPTY);
    assertThat(text(Snippet.beginningOf("\uD83D\uDE00".repeat(5000))))
        .isEqualTo("\uD83D\uDE00".repeat(Snippet.MOST_CHARACTERS - 1) + "…");
    assertThat(marked("plain").hasMatch()).isFalse();
    assertThat(text(Snippet.beginningOf("x" + " ".repeat(3198) + "\uD83D\uDE00 and more")))
        .as("no half of a character")
        .isEqualTo("x \uD83D\uDE00");
  }

  @Property(tries = 5000)
  void ofMarked_anyText_isWithinBounds(@ForAll @StringLength(max = 2000) String text) {
    Snippet snippet = marked(text);

    assertThat(Snippet.isWithinBounds(snippet.segments())).isTrue();
  }

  @Property(tries = 500)
  void ofMarked_manyMatches_isWithinBounds(
      @ForAll @StringLength(max = 2000) @Chars({'[', ']', 'a', ' '}) String text) {
    assertThat(Snippet.isWithinBounds(marked(text).segments())).isTrue();
  }

  @Test
  void construct_outOfBounds_isRefused() {
    assertThatThrownBy(() -> new Snippet(List.of(new Segment("", false))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Snippet(List.of(new Segment("x".repeat(401), false))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Snippet marked(String text) {
    return Snippet.ofMarked(text, '[', ']');
  }

  private static String text(Snippet snippet) {
    return snippet.segments().stream().map(Segment::text).collect(Collectors.joining());
  }
}
