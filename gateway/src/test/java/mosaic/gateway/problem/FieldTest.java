package mosaic.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTest {
  private static final Field FIELD = Field.of("items").element(3).member("title");

  @Test
  void text_outOfBounds_refusedWithItsPath() {
    assertThatThrownBy(() -> FIELD.text("abcd", 3))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.REQUEST_INVALID);
              assertThat(problem.extensions()).containsEntry("path", "$.items[3].title");
              assertThat(problem).hasMessageStartingWith("$.items[3].title: has 4 characters");
            });
  }

  @Test
  void text_countsCharacters_notUnits() {
    assertThat(FIELD.text("😀😀😀", 3)).isEqualTo("😀😀😀");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "\ud800", "\udc00\ud800", "x\ud83d", "\ude00"})
  void text_notStorable_refused(String text) {
    assertThatThrownBy(() -> FIELD.text(text, 10)).isInstanceOf(ProblemException.class);
  }

  @Test
  void range_missing_isTheDefault() {
    assertThat(FIELD.range(null, 1, 5, 3)).isEqualTo(3);
    assertThatThrownBy(() -> FIELD.range(6, 1, 5, 3)).hasMessageContaining("is 6; 1 to 5");
  }

  @Test
  void quoted_anything_isShortPrintableAscii() {
    assertThat(Field.quoted("a'b\\c\n\u001b[31mé"))
        .isEqualTo("'a\\'b\\\\c\\u000a\\u001b[31m\\u00e9'");
    assertThat(Field.quoted("x".repeat(1000))).hasSizeLessThan(100).endsWith("...'");
  }
}
