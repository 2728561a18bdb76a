package mosaic.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import mosaic.gateway.instance.check.Finding;
import mosaic.gateway.instance.check.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColourTest {
  private static final Subject THING = Subject.of("thing", "thing");
  private static final Finding OK = Finding.ok(THING, "fine");
  private static final Finding WARNING = Finding.warning(THING, "old", "renew it");
  private static final Finding FAILURE = Finding.failure(THING, "gone", "bring it back");
  private static final Finding UNKNOWN = Finding.unknown(THING, "not looked at");

  @ParameterizedTest
  @MethodSource("findings")
  void of_findings_isTheWorst(List<Finding> findings, Colour expected) {
    assertThat(Colour.of(findings)).isEqualTo(expected);
  }

  static Stream<Arguments> findings() {
    return Stream.of(
        Arguments.of(List.of(), Colour.GREEN),
        Arguments.of(List.of(OK), Colour.GREEN),
        Arguments.of(List.of(OK, UNKNOWN), Colour.GREEN),
        Arguments.of(List.of(OK, WARNING), Colour.YELLOW),
        Arguments.of(List.of(WARNING, UNKNOWN, OK), Colour.YELLOW),
        Arguments.of(List.of(FAILURE, WARNING, OK), Colour.RED),
        Arguments.of(List.of(OK, UNKNOWN, FAILURE), Colour.RED));
  }

  @Test
  void exitCode_ofEachColour_isAsDocumented() {
    assertThat(Colour.GREEN.exitCode()).isEqualTo(0);
    assertThat(Colour.YELLOW.exitCode()).isEqualTo(1);
    assertThat(Colour.RED.exitCode()).isEqualTo(2);
  }
}
