package mosaic.gateway.instance;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mosaic.gateway.instance.SettingCatalogue.Setting;
import mosaic.gateway.instance.StartRefused.StartProblem;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * The settings as they are before the framework starts, so that what is wrong with them is said in
 * plain words and all at once. The beans of the running gateway get the same interfaces injected.
 *
 * @param tier what the instance is
 * @param database in tier {@code local} that of {@link LocalDatabase}; its port is 0 where it does
 *     not run
 * @param valkey empty in tier {@code local}
 */
public record Settings(
    Tier tier,
    InstanceConfig instance,
    DatabaseConfig database,
    Optional<ValkeyConfig> valkey,
    ApiConfig api,
    CaConfig ca,
    FederationConfig federation,
    RevocationConfig revocation,
    ManagementConfig management,
    MemoryConfig memory,
    SearchConfig search,
    OidcConfig oidc) {

  private static final Pattern NAME = Pattern.compile("mosaic\\.[a-z0-9_.]*[a-z0-9_]");
  private static final String REFERENCE = "docs/federation/CONFIGURATION.md lists every setting";

  /** Above everything that a person can set. */
  private static final int EMBEDDED = 1000;

  /**
   * Reads command line (system properties), environment and file, the first that has a setting
   * counting.
   *
   * @throws StartRefused naming every setting that is missing, unknown, malformed, out of range or
   *     of no use in the tier
   */
  public static Settings read() {
    return read(
        () ->
            builder()
                .withSources(new SysPropConfigSource())
                .withSources(new EnvConfigSource(Map.copyOf(System.getenv()), 300))
                .withSources(
                    MosaicConfigSource.file()
                        .map(MosaicConfigSource::read)
                        .orElseGet(() -> new PropertiesConfigSource(Map.of(), "no file", 275))));
  }

  /**
   * Reads one file and nothing else, for a command that is about several instances.
   *
   * @throws StartRefused likewise
   */
  public static Settings ofFile(Path file) {
    return read(() -> builder().withSources(MosaicConfigSource.read(file)));
  }

  /** The names of all settings as the framework knows them, such as {@code mosaic.api.port}. */
  public static List<String> names() {
    return SettingCatalogue.all().stream().map(Setting::property).toList();
  }

  /** The same with the database at its real place. */
  public Settings withDatabase(LocalDatabase running) {
    Map<String, String> properties = new HashMap<>(running.settings());
    properties.put("mosaic.database.pool_size", String.valueOf(database.poolSize()));
    DatabaseConfig config =
        builder()
            .withSources(new PropertiesConfigSource(properties, "embedded", EMBEDDED))
            .withMapping(DatabaseConfig.class)
            .build()
            .getConfigMapping(DatabaseConfig.class);
    return new Settings(
        tier,
        instance,
        config,
        valkey,
        api,
        ca,
        federation,
        revocation,
        management,
        memory,
        search,
        oidc);
  }

  private static Settings read(Supplier<SmallRyeConfigBuilder> sources) {
    List<StartProblem> problems = new ArrayList<>();
    SmallRyeConfig raw = sources.get().build();
    Optional<Tier> named = tier(raw, problems);
    // What is needed and what is of no use cannot be told for a tier that there is not.
    Tier tier = named.orElse(Tier.FEDERATED);
    Set<String> unused = named.isEmpty() ? Set.of() : unused(raw, tier, problems);
    if (!arePlain(raw, problems)) {
      throw new StartRefused(problems);
    }
    SmallRyeConfig config;
    try {
      config = mapped(sources.get(), raw, tier);
    } catch (ConfigValidationException invalid) {
      addAll(invalid, unused, problems);
      throw new StartRefused(problems);
    }
    Settings settings = of(config, tier);
    problems.addAll(HostNames.problems(settings));
    settings.checkName(problems);
    problems.addAll(Embedders.problems(settings.memory()));
    problems.addAll(CaKeyStore.problems(settings.ca()));
    OidcCheck.check(settings.oidc(), problems);
    AllowedNetworks.check(settings.federation(), problems);
    checkRanges(config, tier, problems);
    if (problems.isEmpty()) {
      settings.checkLists(problems);
    }
    checkSwitches(config, problems);
    if (!problems.isEmpty()) {
      throw new StartRefused(problems);
    }
    return settings;
  }

  private static Settings of(SmallRyeConfig config, Tier tier) {
    return new Settings(
        tier,
        config.getConfigMapping(InstanceConfig.class),
        config.getConfigMapping(DatabaseConfig.class),
        tier == Tier.LOCAL
            ? Optional.empty()
            : Optional.of(config.getConfigMapping(ValkeyConfig.class)),
        config.getConfigMapping(ApiConfig.class),
        config.getConfigMapping(CaConfig.class),
        config.getConfigMapping(FederationConfig.class),
        config.getConfigMapping(RevocationConfig.class),
        config.getConfigMapping(ManagementConfig.class),
        config.getConfigMapping(MemoryConfig.class),
        config.getConfigMapping(SearchConfig.class),
        config.getConfigMapping(OidcConfig.class));
  }

  private static SmallRyeConfigBuilder builder() {
    // The converter that the framework uses: "2s", "15m", "30d".
    return new SmallRyeConfigBuilder().withConverter(Duration.class, 200, new DurationConverter());
  }

  /** With the groups that the tier needs values for; a group of defaults does no harm. */
  private static SmallRyeConfig mapped(
      SmallRyeConfigBuilder sources, SmallRyeConfig raw, Tier tier) {
    for (Class<?> group : SettingCatalogue.GROUPS) {
      if (tier != Tier.LOCAL || group != ValkeyConfig.class) {
        sources.withMapping(group);
      }
    }
    if (tier == Tier.LOCAL) {
      Path dataDirectory =
          Path.of(raw.getOptionalValue("mosaic.data_directory", String.class).orElse(""));
      sources.withSources(
          new PropertiesConfigSource(
              LocalDatabase.settingsOf(dataDirectory), "embedded", EMBEDDED));
    }
    return sources.build();
  }

  private static Optional<Tier> tier(SmallRyeConfig config, List<StartProblem> problems) {
    Optional<String> name = config.getOptionalValue("mosaic.tier", String.class);
    Optional<Tier> tier = name.flatMap(Tier::fromConfigName);
    if (name.isPresent() && tier.isEmpty()) {
      problems.add(
          new StartProblem("setting tier: it names no tier", "use one of " + Tier.validNames()));
    }
    return tier;
  }

  /** Settings that are there and do nothing: whoever wrote them expects something of them. */
  private static Set<String> unused(SmallRyeConfig config, Tier tier, List<StartProblem> problems) {
    List<Setting> found =
        SettingCatalogue.all().stream()
            .filter(setting -> !setting.tiers().contains(tier))
            .filter(setting -> config.getConfigValue(setting.property()).getValue() != null)
            .toList();
    for (Setting setting : found) {
      problems.add(
          new StartProblem(
              "setting %s: is of no use in tier %s".formatted(setting.key(), tier.configName()),
              "leave it out, or use tier "
                  + setting.tiers().stream()
                      .map(Tier::configName)
                      .collect(Collectors.joining(" or "))));
    }
    return found.stream().map(Setting::property).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The framework would put other values for <code>${…}</code>, so what is checked here would not
   * be what is served with; and no file has a name with a control character in it.
   */
  private static boolean arePlain(SmallRyeConfig config, List<StartProblem> problems) {
    boolean plain = true;
    for (Setting setting : SettingCatalogue.all()) {
      String value = config.getConfigValue(setting.property()).getValue();
      if (value != null
          && (value.contains("${") || value.chars().anyMatch(Character::isISOControl))) {
        plain = false;
        problems.add(
            new StartProblem(
                "setting %s: has ${ or a control character in it".formatted(setting.key()),
                "write the value itself"));
      }
    }
    return plain;
  }

  private void checkName(List<StartProblem> problems) {
    if (!instance.serverName().matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
      problems.add(
          new StartProblem(
              "setting server_name: is not a lower-case host name",
              "use the name that people and peers reach this gateway by, such as work.example"));
    }
    if (instance.serverName().length() > 64) {
      problems.add(
          new StartProblem(
              "setting server_name: is longer than the 64 characters that a certificate can name",
              "use a shorter name"));
    }
  }

  /** Between two lists there must be no time without one. */
  private void checkLists(List<StartProblem> problems) {
    if (revocation.crlInterval().compareTo(revocation.crlValidity()) >= 0) {
      problems.add(
          new StartProblem(
              "setting revocation.crl_interval: is not less than revocation.crl_validity",
              "make a new list well before the last one ends, for example after half its time"));
    }
  }

  private static void checkRanges(SmallRyeConfig config, Tier tier, List<StartProblem> problems) {
    for (Setting setting : SettingCatalogue.all()) {
      Range range = setting.range();
      if (range == null || !setting.tiers().contains(tier)) {
        continue;
      }
      boolean inside =
          setting.accessor().getReturnType() == Duration.class
              ? isInside(config, setting, range, Duration.class)
              : isInside(config, setting, range, Integer.class);
      if (!inside) {
        problems.add(
            new StartProblem(
                "setting %s: is out of range".formatted(setting.key()),
                range.least().equals(range.most())
                    ? "use " + range.least()
                    : "use %s to %s".formatted(range.least(), range.most())));
      }
    }
  }

  /** The framework takes every other word for no, which must not happen to a safeguard. */
  private static void checkSwitches(SmallRyeConfig config, List<StartProblem> problems) {
    for (Setting setting : SettingCatalogue.all()) {
      String value = config.getConfigValue(setting.property()).getValue();
      if (setting.accessor().getReturnType() == boolean.class
          && value != null
          && !value.equals("true")
          && !value.equals("false")) {
        problems.add(
            new StartProblem(
                "setting %s: is neither true nor false".formatted(setting.key()),
                "use true or false"));
      }
    }
  }

  private static <T extends Comparable<T>> boolean isInside(
      SmallRyeConfig config, Setting setting, Range range, Class<T> type) {
    Converter<T> converter = config.getConverter(type).orElseThrow();
    T value =
        config
            .getOptionalValue(setting.property(), type)
            .orElseGet(() -> converter.convert(String.valueOf(setting.byDefault())));
    return value.compareTo(converter.convert(range.least())) >= 0
        && value.compareTo(converter.convert(range.most())) <= 0;
  }

  /** SmallRye's own words start with a code and may repeat the value: only the name is kept. */
  private static void addAll(
      ConfigValidationException invalid, Set<String> told, List<StartProblem> problems) {
    for (int i = 0; i < invalid.getProblemCount(); i++) {
      String message = invalid.getProblem(i).getMessage();
      Matcher name = NAME.matcher(message);
      if (name.find() && told.contains(name.group())) {
        continue;
      }
      problems.add(new StartProblem(words(message), REFERENCE));
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
