package mosaic.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTextTest {
  /** Terms of a group are joined by |, groups by &; - and * are as typed. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          one                     ; one
          one  two                ; one & two
          one or two three        ; one | two & three
          a OR b Or c             ; a | b | c
          or one or               ; one
          "a phrase" word         ; a phrase & word
          "not closed             ; not closed
          one"two three"four      ; one & two three & four
          -one two                ; -one & two
          -"a phrase"             ; -a phrase
          one or -two             ; one | -two
          certif*                 ; certif*
          certif***               ; certif*
          -certif*                ; -certif*
          "not a prefix*"         ; not a prefix*
          *                       ; ``
          - one                   ; - & one
          --one                   ; --one
          ""                      ; ``
          " "                     ; ``
          -                       ; -
          -*                      ; ``
          ordinary                ; ordinary
          "or" one                ; or & one
          -or one                 ; -or & one
          a:* & !(b | c) <-> d    ; a:* & & & !(b & | & c) & <-> & d
          """)
  void parse_text_hasTheseTerms(String typed, String terms) {
    assertThat(written(SearchText.parse(typed))).isEqualTo(terms);
  }

  @Test
  void parse_otherSpaces_separateWords() {
    assertThat(written(SearchText.parse("one\u00a0two\u3000three\tfour")))
        .isEqualTo("one & two & three & four");
  }

  @Test
  void parse_moreTermsThanCount_passesOverTheRest() {
    assertThat(SearchText.parse("w ".repeat(200)).terms()).hasSize(SearchText.MOST_TERMS);
  }

  @Property(tries = 5000)
  void parse_anyText_givesTermsWithinBounds(@ForAll @StringLength(max = 300) String typed) {
    List<Term> terms = SearchText.parse(typed).terms();

    assertThat(terms).hasSizeLessThanOrEqualTo(SearchText.MOST_TERMS);
    int group = 0;
    for (Term term : terms) {
      assertThat(term.text()).isNotBlank();
      assertThat(typed).contains(term.text());
      assertThat(term.group()).isBetween(Math.max(1, group), group + 1);
      group = term.group();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t", "a\0b", "\ud800"})
  void of_nothingToSearchFor_isRefused(String typed) {
    assertThatThrownBy(() -> SearchText.of(Field.of("q"), typed))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void of_length_countsBytes() {
    assertThat(SearchText.of(Field.of("q"), "x".repeat(1000)).terms()).hasSize(1);
    assertThatThrownBy(() -> SearchText.of(Field.of("q"), "x".repeat(1001)))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> SearchText.of(Field.of("q"), "ä".repeat(501)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void toString_saysNothing_ofTheText() {
    SearchText text = SearchText.parse("hush -quiet");

    assertThat(text + " " + text.terms()).doesNotContain("hush").doesNotContain("quiet");
  }

  private static String written(SearchText text) {
    return text.terms().stream().collect(Collectors.groupingBy(Term::group)).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            group ->
                group.getValue().stream()
                    .map(
                        term ->
                            (term.negated() ? "-" : "") + term.text() + (term.prefix() ? "*" : ""))
                    .collect(Collectors.joining(" | ")))
        .collect(Collectors.joining(" & "));
  }
}
