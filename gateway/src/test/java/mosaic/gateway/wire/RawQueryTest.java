package mosaic.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Set;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawQueryTest {
  private static final Set<String> KNOWN = Set.of("a", "b");

  @Test
  void parameters_encodedText_isDecodedOnce() {
    assertThat(RawQuery.parameters("b=x+y%20z%2B&a=%C3%A9%F0%9F%98%80%2541", KNOWN))
        .isEqualTo(Map.of("a", "é😀%41", "b", "x y z+"));
    assertThat(RawQuery.parameters("", KNOWN)).isEmpty();
    assertThat(RawQuery.parameters("a", KNOWN)).isEqualTo(Map.of("a", ""));
    assertThat(RawQuery.parameters("a==", KNOWN)).isEqualTo(Map.of("a", "="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c=1",
        "A=1",
        "%61=1",
        "&",
        "a=1&",
        "=1",
        "a=1&a=1",
        "a=%",
        "a=%4",
        "a=%zz",
        "a=%-1",
        "a=%+1",
        "a=%ff",
        "a=%c0%80",
        "a=%ed%a0%80",
        "a=é",
        "a= ",
        "a=\u0000",
        "a=%\uff11\uff11"
      })
  void parameters_anythingElse_isRefused(String query) {
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> RawQuery.parameters(query, KNOWN))
                .code())
        .isEqualTo(ProblemCode.REQUEST_INVALID);
  }

  @Test
  void parameters_unknownName_saysWhatIsKnown() {
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> RawQuery.parameters("c=1", KNOWN))
                .remedy())
        .isEqualTo("Known are a, b.");
  }
}
