package mosaic.gateway.instance.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InsecureSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, OK",
    "127.9.8.7, OK",
    "::1, OK",
    "localhost, OK",
    "10.1.2.3, WARNING",
    "172.16.0.1, WARNING",
    "192.168.1.1, WARNING",
    "169.254.1.1, WARNING",
    "fd00::1, WARNING",
    "fe80::1, WARNING",
    "0.0.0.0, FAILURE",
    "::, FAILURE",
    "172.32.0.1, FAILURE",
    "192.0.2.1, FAILURE",
    "2001:db8::1, FAILURE",
    "name.invalid, UNKNOWN"
  })
  void management_atAddress_isJudged(String host, State expected) {
    assertThat(new ManagementExposure(host, 9443).look())
        .extracting(Finding::state)
        .containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QUARKUS_HTTP_INSECURE_REQUESTS",
        "QUARKUS_MANAGEMENT_HOST",
        "QUARKUS_TLS_TRUST_ALL",
        "quarkus.http.port",
        "Quarkus_Http_Port"
      })
  void environment_aboutListeners_isRefusedByNameOnly(String name) {
    Finding finding =
        new FrameworkOverrides(Map.of(name, "hunter2"), new Properties()).look().getFirst();

    assertThat(finding.state()).isEqualTo(State.FAILURE);
    assertThat(finding.toString()).contains(name).doesNotContain("hunter2");
  }

  @Test
  void properties_aboutListeners_areRefused() {
    Properties properties = new Properties();
    properties.setProperty("quarkus.http.insecure-requests", "enabled");

    assertThat(new FrameworkOverrides(Map.of(), properties).look())
        .extracting(Finding::state)
        .containsExactly(State.FAILURE);
  }

  @Test
  void environment_aboutOtherThings_isFine() {
    assertThat(
            new FrameworkOverrides(
                    Map.of("MOSAIC_API_PORT", "1", "QUARKUS_LOG_LEVEL", "INFO", "PATH", "/bin"),
                    new Properties())
                .look())
        .extracting(Finding::state)
        .containsExactly(State.OK);
  }
}
