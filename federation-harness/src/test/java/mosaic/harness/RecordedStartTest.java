package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mosaic serve --record-start} and what {@code serve} makes of it, in an installation of its
 * own: a record that does not fit is as good as none.
 */
@ExtendWith(SharedGateways.class)
final class RecordedStartTest {
  private final ServiceAddresses services;

  @TempDir private Path installation;

  RecordedStartTest(SharedServices services) {
    this.services = services.addresses();
  }

  @Test
  void serve_recordedStart_isUsedWhereItFitsAndNeverInTheWay() throws Exception {
    install();
    GatewaySettings settings = settings();
    settings.database().create();
    settings.write(configuration -> {});

    assertThat(exit(settings, "--record-start")).as(log(settings)).isZero();

    assertThat(record()).isNotEmptyFile();
    assertThat(usesRecord(settings, "")).as("the record as it was made").isTrue();
    assertThat(usesRecord(settings, "-XX:+UseSerialGC -Dsome.property=1")).isTrue();
    assertThat(usesRecord(settings, "-XX:+UseCompactObjectHeaders")).isFalse();
    assertThat(log(settings)).doesNotContain("[aot]");

    byte[] whole = Files.readAllBytes(record());
    Files.write(record(), Arrays.copyOf(whole, whole.length / 2));
    assertThat(usesRecord(settings, "")).as("half of it").isFalse();
    Files.writeString(record(), "nonsense");
    assertThat(usesRecord(settings, "")).as("nonsense").isFalse();
    assertThat(log(settings)).doesNotContain("[aot]");
  }

  @Test
  void recordStart_gatewayThatDoesNotStart_recordsNothing() throws Exception {
    install();
    GatewaySettings settings = settings();
    settings.write(configuration -> configuration.put("tier", "galactic"));

    assertThat(exit(settings, "--record-start")).isEqualTo(1);

    assertThat(log(settings)).contains("it names no tier").contains("nothing was recorded");
    assertThat(record()).doesNotExist();
  }

  /** Starts a gateway, which has to serve, and looks whether the record is part of it. */
  private boolean usesRecord(GatewaySettings settings, String options) throws IOException {
    try (GatewayProcess process =
        GatewayProcess.startServing(
            List.of(launcher(), "serve"),
            settings.configurationFile(),
            Map.of("MOSAIC_JAVA_OPTIONS", options),
            settings.logFile())) {
      process.awaitReady(
          settings.managementUrl().resolve("/q/health/ready"), Deadline.inSeconds(60));
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "maps"))
          .contains(record().toString());
    }
  }

  private int exit(GatewaySettings settings, String option) {
    try (GatewayProcess process =
        GatewayProcess.startServing(
            List.of(launcher(), "serve", option),
            settings.configurationFile(),
            Map.of(),
            settings.logFile())) {
      return process.awaitExit(Deadline.inSeconds(180));
    }
  }

  /** The launcher and the built gateway, with the times that the JDK compares. */
  private void install() throws IOException, InterruptedException {
    Path target = Files.createDirectories(installation.resolve("gateway/target"));
    Path built = ProjectRoot.path().resolve("gateway/target/quarkus-app");
    copy(ProjectRoot.launcher(), installation);
    copy(built, target);
  }

  private static void copy(Path from, Path to) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("cp", "-a", from.toString(), to.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exit).isZero();
  }

  private String launcher() {
    return installation.resolve("mosaic").toString();
  }

  private Path record() {
    return installation.resolve(".mosaic/gateway.aot");
  }

  private static String log(GatewaySettings settings) throws IOException {
    return Files.exists(settings.logFile()) ? Files.readString(settings.logFile()) : "";
  }

  private GatewaySettings settings() {
    String name = Names.unique("recorded");
    String address = Loopback.address();
    return new GatewaySettings(
        name + ".example",
        address,
        address,
        installation.resolve("state"),
        Database.plan(services, name.replace('-', '_')),
        services);
  }
}
