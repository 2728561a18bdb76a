package mosaic.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("T-40")
class AllowedNetworksTest {
  @TempDir private Path directory;

  @Test
  void of_nothingSet_isNone() throws IOException {
    assertThat(AllowedNetworks.of(read("{}").federation())).isEmpty();
  }

  @Test
  void of_list_isEveryNetworkOfIt() throws IOException {
    Settings settings = read("{\"allowed_networks\": \"10.20.0.0/16, fd12:3456::/32\"}");

    assertThat(AllowedNetworks.of(settings.federation()))
        .containsExactly(Network.parse("10.20.0.0/16"), Network.parse("fd12:3456::/32"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.20.0.0            | is no list of networks",
        "10.20.0.1/16         | is no list of networks",
        "10.0.0.0/8;127.0.0.0/8 | is no list of networks",
        "work.example         | is no list of networks",
        "*                    | is no list of networks",
        "0.0.0.0/0            | names a network that is larger than any for private use",
        "10.0.0.0/8,::/0      | names a network that is larger than any for private use",
        "224.0.0.0/7          | names a network that is larger than any for private use",
        "2000::/3             | names a network that is larger than any for private use",
      })
  void read_anythingElse_isRefused(String value, String why) {
    assertThatThrownBy(() -> read("{\"allowed_networks\": \"%s\"}".formatted(value)))
        .isInstanceOfSatisfying(
            StartRefused.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(StartRefused.StartProblem::cause)
                    .containsExactly("setting federation.allowed_networks: " + why));
  }

  private Settings read(String federation) throws IOException {
    String database =
        "\"host\":\"db\",\"name\":\"m\",\"user\":\"g\",\"password\":\"file:p\",\"migration_user\":\"o\","
            + "\"migration_password\":\"file:q\"";
    return Settings.ofFile(
        Files.writeString(
            directory.resolve("mosaic.config.json"),
            """
            {"version": 2, "tier": "federated", "server_name": "work.example", "data_directory": "d",
             "master_key": "file:k", "database": {%s}, "valkey": {"host": "v"}, "federation": %s}
            """
                .formatted(database, federation)));
  }
}
