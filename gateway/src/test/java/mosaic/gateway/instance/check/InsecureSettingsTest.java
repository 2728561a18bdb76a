package mosaic.gateway.instance.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import mosaic.gateway.instance.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InsecureSettingsTest {
  private @TempDir Path workingDirectory;

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
        "Quarkus_Http_Port",
        "quarkus-http-insecure-requests",
        "_PROD_QUARKUS_HTTP_INSECURE_REQUESTS",
        "QUARKUS_PROFILE",
        "QUARKUS_CONFIG_LOCATIONS",
        "SMALLRYE_CONFIG_LOCATIONS",
        "_PROD_MOSAIC_MANAGEMENT_HOST",
        "config_ordinal"
      })
  void environment_aboutListeners_isRefusedByNameOnly(String name) {
    Finding finding = overrides(Map.of(name, "hunter2"), new Properties()).look().getFirst();

    assertThat(finding.state()).isEqualTo(State.FAILURE);
    assertThat(finding.toString()).contains(name).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quarkus.http.insecure-requests",
        "%prod.quarkus.http.insecure-requests",
        "%{x,prod}.quarkus.http.insecure-requests",
        "quarkus.profile",
        "smallrye.config.locations",
        "%prod.mosaic.management.host"
      })
  void properties_aboutListeners_areRefused(String name) {
    Properties properties = new Properties();
    properties.setProperty(name, "hunter2");

    Finding finding = overrides(Map.of(), properties).look().getFirst();

    assertThat(finding.state()).isEqualTo(State.FAILURE);
    assertThat(finding.toString()).contains(name).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    ".env, QUARKUS_HTTP_INSECURE_REQUESTS, FAILURE",
    ".env, MOSAIC_MANAGEMENT_HOST, FAILURE",
    ".env, mosaic.data_directory, FAILURE",
    ".env, SMALLRYE_CONFIG_LOCATIONS, FAILURE",
    ".env, MOSAIC_PUBLISH, OK",
    "config/application.properties, mosaic.management.host, FAILURE",
    "config/other.properties, quarkus.http.insecure-requests, OK"
  })
  void fileThatTheFrameworkReads_withSetting_isRefusedByNameOnly(
      String file, String name, State expected) throws Exception {
    var _ = Files.createDirectories(workingDirectory.resolve(file).getParent());
    var _ = Files.writeString(workingDirectory.resolve(file), name + "=hunter2\n");

    Finding finding = overrides(Map.of(), new Properties()).look().getFirst();

    assertThat(finding.state()).isEqualTo(expected);
    assertThat(finding.toString()).doesNotContain("hunter2");
  }

  @Test
  void environment_aboutOtherThings_isFine() {
    Map<String, String> environment =
        Map.of(
            "MOSAIC_API_PORT", "1",
            "QUARKUS_LOG_LEVEL", "INFO",
            "MY_MOSAIC_TIER", "1",
            "PATH", "/bin",
            "_", "/usr/bin/env");

    assertThat(overrides(environment, new Properties()).look())
        .extracting(Finding::state)
        .containsExactly(State.OK);
  }

  private FrameworkOverrides overrides(Map<String, String> environment, Properties properties) {
    return new FrameworkOverrides(environment, properties, workingDirectory, Settings.names());
  }
}
