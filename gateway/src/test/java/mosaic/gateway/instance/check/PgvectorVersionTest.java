package mosaic.gateway.instance.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgvectorVersionTest {
  @ParameterizedTest
  @CsvSource({"0.8.0, 0.8.0", "0.8, 0.8.0", "0.8.2-rc1, 0.8.2", "1.10.3, 1.10.3"})
  void parse_version_isRead(String text, String expected) {
    assertThat(PgvectorVersion.parse(text).map(PgvectorVersion::toString)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "new", "0", "0.", "0.99999", "v0.8.0"})
  void parse_anythingElse_isEmpty(String text) {
    assertThat(PgvectorVersion.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.7.4, 0.8.0", "0.8.0, 0.8.2", "0.8.2, 0.10.0", "0.10.0, 1.0.0"})
  void compareTo_older_comesFirst(String older, String newer) {
    assertThat(PgvectorVersion.parse(older).orElseThrow())
        .isLessThan(PgvectorVersion.parse(newer).orElseThrow());
  }
}
