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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    ManagementConfig management,
    OidcConfig oidc) {

  private static final Pattern NAME = Pattern.compile("mosaic\\.[a-z0-9_.]*[a-z0-9_]");
  private static final String REFERENCE = "docs/federation/CONFIGURATION.md lists every setting";

  /**
   * Reads file, environment and system properties.
   *
   * @throws StartRefused naming every setting that is missing, unknown or malformed
   */
  static Settings read() {
    List<StartProblem> problems = new ArrayList<>();
    // Read apart: a missing setting elsewhere must not hide that the tier is wrong.
    checkTier(sources().build(), problems);
    SmallRyeConfig config;
    try {
      config =
          sources()
              .withMapping(InstanceConfig.class)
              .withMapping(DatabaseConfig.class)
              .withMapping(ValkeyConfig.class)
              .withMapping(ApiConfig.class)
              .withMapping(FederationConfig.class)
              .withMapping(ManagementConfig.class)
              .withMapping(OidcConfig.class)
              .build();
    } catch (ConfigValidationException invalid) {
      addAll(invalid, problems);
      throw new StartRefused(problems);
    }
    Settings settings =
        new Settings(
            config.getConfigMapping(InstanceConfig.class),
            config.getConfigMapping(DatabaseConfig.class),
            config.getConfigMapping(ValkeyConfig.class),
            config.getConfigMapping(ApiConfig.class),
            config.getConfigMapping(FederationConfig.class),
            config.getConfigMapping(ManagementConfig.class),
            config.getConfigMapping(OidcConfig.class));
    settings.check(problems);
    if (!problems.isEmpty()) {
      throw new StartRefused(problems);
    }
    return settings;
  }

  private static SmallRyeConfigBuilder sources() {
    return new SmallRyeConfigBuilder()
        .withSources(new EnvConfigSource(Map.copyOf(System.getenv()), 300))
        .withSources(new SysPropConfigSource())
        .withSources(
            MosaicConfigSource.file()
                .map(MosaicConfigSource::read)
                .orElseGet(() -> new PropertiesConfigSource(Map.of(), "no file", 275)))
        // The one that the framework uses: "2s", "15m", "30d".
        .withConverter(Duration.class, 200, new DurationConverter());
  }

  private static void checkTier(SmallRyeConfig config, List<StartProblem> problems) {
    config
        .getOptionalValue("mosaic.tier", String.class)
        .ifPresent(
            name -> {
              Tier tier = Tier.fromConfigName(name).orElse(null);
              if (tier == null) {
                problems.add(
                    new StartProblem(
                        "setting tier: '%s' is unknown".formatted(name),
                        "use one of " + Tier.validNames()));
              } else if (tier != Tier.FEDERATED) {
                problems.add(
                    new StartProblem(
                        "setting tier: '%s' is not in this build yet".formatted(name),
                        "use federated"));
              }
            });
  }

  private void check(List<StartProblem> problems) {
    if (instance.version() != 2) {
      problems.add(
          new StartProblem(
              "setting version: %d is not a version this build reads".formatted(instance.version()),
              "write \"version\": 2"));
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
    OidcCheck.check(oidc, problems);
    if (database.poolSize() < 1) {
      problems.add(
          new StartProblem("setting database.pool_size: must be 1 or more", "use 8, the default"));
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

  /** SmallRye's own words start with a code and may repeat the value: only the name is kept. */
  private static void addAll(ConfigValidationException invalid, List<StartProblem> problems) {
    for (int i = 0; i < invalid.getProblemCount(); i++) {
      problems.add(new StartProblem(words(invalid.getProblem(i).getMessage()), REFERENCE));
    }
  }

  private static String words(String message) {
    Matcher name = NAME.matcher(message);
    String setting = name.find() ? name.group().substring("mosaic.".length()) : "?";
    if (message.contains("SRCFG00014")) {
      return "setting " + setting + ": is missing";
    }
    if (message.contains("SRCFG00050")) {
      return "setting " + setting + ": is unknown";
    }
    return "setting " + setting + ": its value cannot be read";
  }
}
