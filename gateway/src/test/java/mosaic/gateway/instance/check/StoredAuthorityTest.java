package mosaic.gateway.instance.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredAuthorityTest {
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant UNTIL = FROM.plus(Duration.ofDays(365));

  @ParameterizedTest
  @CsvSource({
    "-PT1S, FAILURE",
    "PT0S, OK",
    "P304D, OK",
    "P306D, WARNING",
    "P364D, WARNING",
    "P365D, FAILURE",
    "P400D, FAILURE"
  })
  void ofDates_soLongAfterItsBeginning_isJudged(Duration since, State expected) {
    Finding finding =
        StoredAuthority.ofDates(Subject.of("ca_root", "CA root"), FROM, UNTIL, FROM.plus(since));

    assertThat(finding.state()).isEqualTo(expected);
    assertThat(finding.measured()).containsEntry("expires_at", "2027-01-01T00:00:00Z");
  }
}
