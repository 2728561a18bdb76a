package mosaic.gateway.instance;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mosaic.gateway.instance.StartRefused.StartProblem;

/**
 * The settings as they are before the framework starts, so that what is wrong with them is said in
 * plain words and all at once. The beans of the running gateway get the same interfaces injected.
 */
record Settings(
    InstanceConfig instance,
    DatabaseConfig database,
    ValkeyConfig valkey,
    ApiConfig api,
    FederationConfig federation,
    ManagementConfig management) {

  private static final String REFERENCE = "docs/federation/CONFIGURATION.md lists every setting";

  /**
   * Reads file, environment and system properties.
   *
   * @throws StartRefused naming every setting that is missing, unknown or malformed
   */
  static Settings read() {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withSources(new EnvConfigSource(Map.copyOf(System.getenv()), 300))
            .withSources(new SysPropConfigSource())
            // The one that the framework uses: "2s", "15m", "30d".
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(InstanceConfig.class)
            .withMapping(DatabaseConfig.class)
            .withMapping(ValkeyConfig.class)
            .withMapping(ApiConfig.class)
            .withMapping(FederationConfig.class)
            .withMapping(ManagementConfig.class);
    builder.withSources(
        MosaicConfigSource.file()
            .map(MosaicConfigSource::read)
            .orElseGet(() -> new PropertiesConfigSource(Map.of(), "no file", 275)));
    SmallRyeConfig config;
    try {
      config = builder.build();
    } catch (ConfigValidationException invalid) {
      throw refused(invalid);
    }
    Settings settings =
        new Settings(
            config.getConfigMapping(InstanceConfig.class),
            config.getConfigMapping(DatabaseConfig.class),
            config.getConfigMapping(ValkeyConfig.class),
            config.getConfigMapping(ApiConfig.class),
            config.getConfigMapping(FederationConfig.class),
            config.getConfigMapping(ManagementConfig.class));
    settings.check();
    return settings;
  }

  private void check() {
    List<StartProblem> problems = new ArrayList<>();
    if (instance.version() != 2) {
      problems.add(
          new StartProblem(
              "setting version: %d is not a version this build reads".formatted(instance.version()),
              "write \"version\": 2"));
    }
    Tier tier = Tier.fromConfigName(instance.tier()).orElse(null);
    if (tier == null) {
      problems.add(
          new StartProblem(
              "setting tier: '%s' is unknown".formatted(instance.tier()),
              "use one of " + Tier.validNames()));
    } else if (tier != Tier.FEDERATED) {
      problems.add(
          new StartProblem(
              "setting tier: '%s' is not in this build yet".formatted(instance.tier()),
              "use federated"));
    }
    if (!instance.serverName().matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
      problems.add(
          new StartProblem(
              "setting server_name: is not a lower-case host name",
              "use the name that peers reach this gateway by, such as work.example"));
    }
    if (instance.serverName().length() > 64) {
      problems.add(
          new StartProblem(
              "setting server_name: is longer than the 64 characters that a certificate can name",
              "use a shorter name"));
    }
    between(
        problems,
        "federation.deadline",
        federation.deadline(),
        Duration.ofMillis(100),
        Duration.ofMinutes(1));
    between(
        problems,
        "federation.enrolment_token_validity",
        federation.enrolmentTokenValidity(),
        Duration.ofSeconds(1),
        Duration.ofDays(7));
    between(
        problems,
        "federation.grant_certificate_validity",
        federation.grantCertificateValidity(),
        Duration.ofHours(1),
        Duration.ofDays(397));
    if (database.poolSize() < 1) {
      problems.add(
          new StartProblem("setting database.pool_size: must be 1 or more", "use 8, the default"));
    }
    if (!problems.isEmpty()) {
      throw new StartRefused(problems);
    }
  }

  private static void between(
      List<StartProblem> problems, String setting, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      problems.add(
          new StartProblem(
              "setting %s: %s is out of range".formatted(setting, value),
              "use %s to %s (ISO 8601), such as 2s, 15m or 30d".formatted(least, most)));
    }
  }

  private static StartRefused refused(ConfigValidationException invalid) {
    List<StartProblem> problems = new ArrayList<>();
    for (int i = 0; i < invalid.getProblemCount(); i++) {
      // SmallRye's own words start with a code and may repeat the value: keep the name only.
      String message = invalid.getProblem(i).getMessage();
      problems.add(new StartProblem(words(message), REFERENCE));
    }
    return new StartRefused(problems);
  }

  private static String words(String message) {
    var name = java.util.regex.Pattern.compile("mosaic\\.[a-z0-9_.]+").matcher(message);
    String setting = name.find() ? name.group().substring("mosaic.".length()) : "?";
    if (message.startsWith("SRCFG00014")) {
      return "setting " + setting + ": is missing";
    }
    if (message.startsWith("SRCFG00050")) {
      return "setting " + setting + ": is unknown";
    }
    return "setting " + setting + ": its value cannot be read";
  }
}
