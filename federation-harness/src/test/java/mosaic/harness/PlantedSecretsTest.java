package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Secrets written where they do not belong, as people do in a hurry: the gateway refuses to start,
 * and repeats none of them.
 */
@ExtendWith(SharedGateways.class)
final class PlantedSecretsTest {
  private static final List<String> SETTINGS =
      List.of(
          "version",
          "tier",
          "server_name",
          "data_directory",
          "master_key",
          "database.host",
          "database.port",
          "database.name",
          "database.user",
          "database.password",
          "database.migration_user",
          "database.migration_password",
          "database.pool_size",
          "valkey.host",
          "valkey.port",
          "valkey.password",
          "api.host",
          "api.port",
          "federation.host",
          "federation.port",
          "federation.deadline",
          "federation.enrolment_token_validity",
          "federation.grant_certificate_validity",
          "management.host",
          "management.port");

  private static final String PASSWORD = "Pl4nted/pass+word!";
  private static final String TOKEN = "mosaic_pat_PlantedPlantedPlantedPlantedPlantedPlanted1";
  private static final String KEY = "UGxhbnRlZFBsYW50ZWRQbGFudGVkUGxhbnRlZFBsYW4=";
  private static final List<String> SECRETS = List.of(PASSWORD, TOKEN, KEY);

  private final ServiceAddresses services;
  private @TempDir Path directory;
  private GatewaySettings settings;

  PlantedSecretsTest(SharedServices services) {
    this.services = services.addresses();
  }

  @BeforeEach
  void plan() {
    String name = Names.unique("planted");
    String address = Loopback.address();
    settings =
        new GatewaySettings(
            name + ".example",
            address,
            address,
            directory,
            Database.plan(services, name.replace('-', '_')),
            services);
    settings.database().create();
  }

  /** Every setting, with each secret once in the file or the environment. */
  static Stream<Arguments> everywhere() {
    List<Arguments> all = new ArrayList<>();
    for (int i = 0; i < SETTINGS.size(); i++) {
      String inEnvironment = SETTINGS.get((i + SETTINGS.size() / 2) % SETTINGS.size());
      all.add(
          Arguments.of(
              SETTINGS.get(i),
              SECRETS.get(i % SECRETS.size()),
              inEnvironment,
              SECRETS.get((i + 1) % SECRETS.size())));
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} in the file, {2} in the environment")
  @MethodSource("everywhere")
  void serve_secretInsteadOfSetting_isRefusedAndNotRepeated(
      String inFile, String fileSecret, String inEnvironment, String environmentSecret) {
    ServeRun run =
        ServeRun.of(
            settings,
            plant(inFile, fileSecret),
            Map.of(variable(inEnvironment), environmentSecret));

    assertSilent(run);
  }

  static Stream<Arguments> alone() {
    List<String> settings =
        List.of(
            "database.host",
            "database.name",
            "database.user",
            "database.migration_user",
            "valkey.host",
            "master_key",
            "data_directory",
            "tier");
    return IntStream.range(0, settings.size())
        .mapToObj(i -> Arguments.of(settings.get(i), SECRETS.get(i % SECRETS.size())));
  }

  /** Where one thing alone is wrong, what comes after it is reached: drivers get to see it. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("alone")
  void serve_oneSecretInsteadOfSetting_isRefusedAndNotRepeated(String setting, String secret) {
    assertSilent(ServeRun.of(settings, plant(setting, secret)));
  }

  static Stream<Arguments> references() {
    return Stream.of(
            "master_key", "database.password", "database.migration_password", "valkey.password")
        .flatMap(
            setting ->
                Stream.of("file:", "env:").map(scheme -> Arguments.of(setting, scheme + KEY)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("references")
  void serve_secretInReference_isRefusedAndNotRepeated(String setting, String reference) {
    assertSilent(ServeRun.of(settings, plant(setting, reference)));
  }

  @ParameterizedTest
  @MethodSource("connectionStrings")
  void serve_connectionString_isRefusedAndNotRepeated(String setting, String url) {
    assertSilent(ServeRun.of(settings, plant(setting, url)));
  }

  static Stream<Arguments> connectionStrings() {
    return Stream.of(
        Arguments.of("database.host", "postgres://mosaic:" + PASSWORD + "@db.example/mosaic"),
        Arguments.of("database.name", "mosaic?user=mosaic&password=" + PASSWORD),
        Arguments.of("valkey.host", "redis://:" + PASSWORD + "@cache.example:6379/0"));
  }

  private void assertSilent(ServeRun run) {
    var _ = run.refuses(settings);
    assertThat(run.log()).doesNotContain(PASSWORD).doesNotContain(TOKEN).doesNotContain(KEY);
  }

  /** Something else is wrong as well, so that it refuses even where a secret would do. */
  private static Consumer<ObjectNode> plant(String setting, String secret) {
    return configuration -> {
      configuration.withObject("/management").put("host", "0.0.0.0");
      String[] parts = setting.split("\\.", -1);
      if (parts.length == 1) {
        configuration.put(setting, secret);
      } else {
        configuration.withObject("/" + parts[0]).put(parts[1], secret);
      }
    };
  }

  private static String variable(String setting) {
    return "MOSAIC_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
