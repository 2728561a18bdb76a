package mosaic.gateway.grant.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantFieldsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123456Z");

  @ParameterizedTest
  @CsvSource({
    "2026-11-22, 2026-11-23T00:00:00Z",
    "2027-01-31, 2027-02-01T00:00:00Z",
    "2028-02-29, 2028-03-01T00:00:00Z",
    "2027-01-31T12:00:00Z, 2027-01-31T12:00:00Z",
    "2027-01-31T12:00:00+01:00, 2027-01-31T11:00:00Z",
    "90d, 2027-02-20T10:15:30Z",
    "12h, 2026-11-22T22:15:30Z",
    "2m, 2026-11-22T10:17:30Z",
    "PT36H, 2026-11-23T22:15:30Z",
    "P2D, 2026-11-24T10:15:30Z",
  })
  void expiry_dayMomentOrTimeFromNow_isThatMoment(String given, Instant end) {
    assertThat(GrantFields.expiry(given, NOW)).isEqualTo(end);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tomorrow",
        "2026-11-21",
        "2026-11-22T10:15:30Z",
        "2026-11-22T10:16:00Z",
        "2027-02-29",
        "2037-01-01",
        "2027-01-31T12:00:00",
        "2027-01-31 12:00:00Z",
        "0d",
        "-5d",
        "5",
        "90 d",
        "90D",
        "99999999d",
        "999999999999d",
        "P1Y",
        "PT0S",
        "PT-5H",
        "P99999999999999D",
        "+1000000000-01-01",
        "never",
      })
  void expiry_anythingElse_isRefusedWithItsPath(String given) {
    assertThatThrownBy(() -> GrantFields.expiry(given, NOW))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.REQUEST_INVALID);
              assertThat(problem.extensions()).containsEntry("path", "$.expires_at");
            });
  }

  @Test
  void editBody_whatIsLeftOut_staysAndWhatIsEmptyGoes() {
    var nothing = new GrantEditBody(3, null, null, null).checked(NOW);
    var cleared = new GrantEditBody(3, 5, "never", "").checked(NOW);
    var set = new GrantEditBody(3, null, "1h", "why").checked(NOW);

    assertThat(nothing.version()).isEqualTo(3);
    assertThat(nothing.rateLimitRpm()).isNull();
    assertThat(nothing.expiresAt().after(NOW)).isEqualTo(NOW);
    assertThat(nothing.notes().after("before")).isEqualTo("before");
    assertThat(cleared.rateLimitRpm()).isEqualTo(5);
    assertThat(cleared.expiresAt().after(NOW)).isNull();
    assertThat(cleared.notes().after("before")).isNull();
    assertThat(set.expiresAt().after(NOW)).isEqualTo(Instant.parse("2026-11-22T11:15:30Z"));
    assertThat(set.notes().after(null)).isEqualTo("why");
  }

  @Test
  void editBody_withoutVersionOrOutOfRange_isRefused() {
    assertThatThrownBy(() -> new GrantEditBody(null, 5, null, null).checked(NOW))
        .hasMessageContaining("$.version");
    assertThatThrownBy(() -> new GrantEditBody(1, 0, null, null).checked(NOW))
        .hasMessageContaining("$.rate_limit_rpm");
    assertThatThrownBy(() -> new GrantEditBody(1, null, null, "x".repeat(2001)).checked(NOW))
        .hasMessageContaining("$.notes");
  }

  @Test
  void scope_sensitive_isTakenOnlyWhenThatIsSaid() {
    Map<String, Object> sensitive = Map.of("resources", List.of("tasks", "api_keys"));

    assertThat(GrantFields.scope(sensitive, true).namesSensitive()).isTrue();
    assertThatThrownBy(() -> GrantFields.scope(sensitive, null))
        .hasMessageContaining("$.resources");
    assertThatThrownBy(() -> GrantFields.scope(sensitive, false))
        .hasMessageContaining("$.resources");
  }
}
