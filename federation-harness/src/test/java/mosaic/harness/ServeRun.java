package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One {@code mosaic serve} that is expected to refuse.
 *
 * @param exit its exit code
 * @param log what it printed
 */
record ServeRun(int exit, String log) {
  private static final String QUICKLY = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  /** Starts with a configuration that is spoilt, and waits until it ends. */
  static ServeRun of(GatewaySettings settings, Consumer<ObjectNode> spoil) {
    return of(settings, spoil, Map.of());
  }

  /** As above, with more in its environment. */
  static ServeRun of(
      GatewaySettings settings, Consumer<ObjectNode> spoil, Map<String, String> environment) {
    settings.write(spoil);
    Map<String, String> all = new HashMap<>(Map.of("MOSAIC_JAVA_OPTIONS", QUICKLY));
    all.putAll(environment);
    Path log = settings.directory().resolve(Names.unique("serve") + ".log");
    try (GatewayProcess process =
        GatewayProcess.start(List.of(), settings.configurationFile(), all, log)) {
      int exit = process.awaitExit(Deadline.inSeconds(60));
      return new ServeRun(exit, process.log());
    }
  }

  /** It refused, in plain words, and named no secret of this instance. */
  ServeRun refuses(GatewaySettings settings, String... words) {
    assertThat(exit).as(log).isNotZero();
    assertThat(log).contains("the gateway does not start").contains("try: ");
    for (String expected : words) {
      assertThat(log).contains(expected);
    }
    assertThat(log)
        .doesNotContain("\tat ")
        .doesNotContain(settings.database().gatewayPassword())
        .doesNotContain(settings.database().ownerPassword())
        .doesNotContain(settings.services().valkeyPassword())
        .doesNotContain(text(settings.masterKeyFile()).strip());
    return this;
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "no key there";
    } catch (java.io.IOException unreadable) {
      throw new HarnessException("Could not read " + file, unreadable);
    }
  }
}
