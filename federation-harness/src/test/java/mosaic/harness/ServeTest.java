package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code mosaic serve} with bad input: it says why, ends, and has done nothing. */
@ExtendWith(SharedGateways.class)
final class ServeTest {
  private final ServiceAddresses services;

  ServeTest(SharedServices services) {
    this.services = services.addresses();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badConfigurations")
  void serve_badConfiguration_saysWhyAndEnds(
      String what, Consumer<ObjectNode> spoil, List<String> expected, @TempDir Path directory) {
    GatewaySettings settings = settings(directory);
    settings.write(spoil);

    Ended ended = serve(settings);

    assertRefused(ended, settings);
    assertThat(ended.log()).as(what).contains(expected);
  }

  static Stream<Arguments> badConfigurations() {
    return Stream.of(
        bad("unknown tier", c -> c.put("tier", "galactic"), "local", "standalone", "federated"),
        bad("missing name", c -> c.remove("server_name"), "server_name"),
        bad("missing key", c -> c.remove("master_key"), "master_key"),
        bad("unknown key", c -> c.put("colour", "red"), "colour"),
        bad(
            "unknown embedder",
            c -> c.putObject("memory").put("embedder", "magic"),
            "memory.embedder",
            "openai"),
        bad(
            "texts in the clear to another machine",
            c ->
                c.putObject("memory")
                    .put("embedder", "openai")
                    .putObject("openai")
                    .put("url", "http://192.0.2.1/v1")
                    .put("model", "m"),
            "memory.openai.url",
            "https"),
        bad("port as text", c -> c.withObject("/api").put("port", "none"), "api.port"),
        bad(
            "several at once",
            c -> {
              c.put("tier", "galactic");
              c.remove("server_name");
            },
            "setting tier:",
            "server_name"));
  }

  @Test
  void serve_configurationThatIsNotJson_saysWhere(@TempDir Path directory) throws Exception {
    GatewaySettings settings = settings(directory);
    settings.write(configuration -> {});
    Files.writeString(settings.configurationFile(), "{ \"version\": 2,\n  \"tier\": }\n");

    Ended ended = serve(settings);

    assertRefused(ended, settings);
    assertThat(ended.log()).contains("mosaic.config.json").containsIgnoringCase("line 2");
  }

  @Test
  void serve_configurationThatIsNotThere_saysSo(@TempDir Path directory) throws Exception {
    GatewaySettings settings = settings(directory);
    settings.write(configuration -> {});
    Files.delete(settings.configurationFile());

    Ended ended = serve(settings);

    assertRefused(ended, settings);
    assertThat(ended.log()).contains("mosaic.config.json");
  }

  @ParameterizedTest(name = "port {0}")
  @MethodSource("ports")
  void serve_portInUse_namesAddressAndPort(int port, @TempDir Path directory) throws Exception {
    GatewaySettings settings = settings(directory);
    settings.database().create();
    settings.write(configuration -> {});
    try (ServerSocket occupied =
        new ServerSocket(port, 1, InetAddress.ofLiteral(settings.address()))) {

      Ended ended = serve(settings);

      assertThat(ended.exit()).as(ended.log()).isNotZero();
      assertThat(ended.log()).contains(settings.address()).contains(":" + occupied.getLocalPort());
      assertNoSecrets(ended, settings);
    }
  }

  static Stream<Arguments> ports() {
    return Stream.of(
        Arguments.of(GatewaySettings.API_PORT),
        Arguments.of(GatewaySettings.FEDERATION_PORT),
        Arguments.of(GatewaySettings.MANAGEMENT_PORT));
  }

  private GatewaySettings settings(Path directory) {
    String name = Names.unique("bad");
    String address = Loopback.address();
    return new GatewaySettings(
        name + ".example",
        address,
        address,
        directory,
        Database.plan(services, name.replace('-', '_')),
        services);
  }

  private static Ended serve(GatewaySettings settings) {
    try (GatewayProcess process =
        GatewayProcess.start(
            List.of(), settings.configurationFile(), Map.of(), settings.logFile())) {
      int exit = process.awaitExit(Deadline.inSeconds(60));
      return new Ended(exit, process.log());
    }
  }

  private static void assertRefused(Ended ended, GatewaySettings settings) {
    assertThat(ended.exit()).as(ended.log()).isNotZero();
    assertThat(ended.log()).doesNotContain("\tat ");
    assertNoSecrets(ended, settings);
    assertThat(settings.dataDirectory()).isEmptyDirectory();
  }

  private static void assertNoSecrets(Ended ended, GatewaySettings settings) {
    assertThat(ended.log())
        .doesNotContain(settings.database().gatewayPassword())
        .doesNotContain(settings.database().ownerPassword())
        .doesNotContain(settings.services().valkeyPassword());
  }

  private static Arguments bad(String what, Consumer<ObjectNode> spoil, String... expected) {
    return Arguments.of(what, spoil, List.of(expected));
  }

  private record Ended(int exit, String log) {}
}
