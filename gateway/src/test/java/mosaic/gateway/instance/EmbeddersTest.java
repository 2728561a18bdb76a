package mosaic.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mosaic.gateway.embedding.Embedder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddersTest {
  private static final Map<String, String> OPENAI =
      Map.of(
          "embedder", "openai",
          "dimension", "1536",
          "openai.url", "https://api.example/v1",
          "openai.model", "text-embedding-3-small");

  @Test
  void of_nothingSet_isLocalWith384() {
    Embedder embedder = Embedders.of(config(Map.of()));

    assertThat(embedder.model()).isEqualTo("local-1");
    assertThat(embedder.dimension()).isEqualTo(384);
  }

  @Test
  void of_openai_isNamedByItsModel(@TempDir Path directory) throws Exception {
    Path key = Files.writeString(directory.resolve("key"), "sk-123\n");
    Map<String, String> settings = new HashMap<>(OPENAI);
    settings.put("openai.api_key", "file:" + key);

    Embedder embedder = Embedders.of(config(settings));

    assertThat(embedder.model()).isEqualTo("openai:text-embedding-3-small");
    assertThat(embedder.dimension()).isEqualTo(1536);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
    "embedder, magic",
    "openai.url, http://api.example/v1",
    "openai.url, http://127.0.0.1.example/v1",
    "openai.url, http://localhost.example/v1",
    "openai.url, ftp://127.0.0.1/v1",
    "openai.url, https://user:password@api.example/v1",
    "openai.url, https://api.example/v1?key=1",
    "openai.url, https:/v1",
    "openai.url, no url"
  })
  void of_settingOutOfRange_isRefusedByItsName(String key, String value) {
    Map<String, String> settings = new HashMap<>(OPENAI);
    settings.put(key, value);

    assertThatThrownBy(() -> Embedders.of(config(settings)))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("setting memory." + key + ":")
        .hasMessageNotContaining(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai.url", "openai.model"})
  void of_settingMissing_isRefusedByItsName(String key) {
    Map<String, String> settings = new HashMap<>(OPENAI);
    settings.remove(key);

    assertThatThrownBy(() -> Embedders.of(config(settings)))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("setting memory." + key + ":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:11434/v1",
        "http://127.0.0.1:8080/v1",
        "http://127.1.2.3/v1",
        "http://[::1]:8080/v1",
        "https://embeddings.internal/v1/"
      })
  void of_urlOfThisMachineOrHttps_isTaken(String url) {
    Map<String, String> settings = new HashMap<>(OPENAI);
    settings.put("openai.url", url);

    assertThat(Embedders.of(config(settings)).dimension()).isEqualTo(1536);
  }

  @Test
  void of_keyThatIsNoHeader_isRefusedWithoutSayingIt(@TempDir Path directory) throws Exception {
    Path key = Files.writeString(directory.resolve("key"), "sk-1\nX-Evil: yes");
    Map<String, String> settings = new HashMap<>(OPENAI);
    settings.put("openai.api_key", "file:" + key);

    assertThatThrownBy(() -> Embedders.of(config(settings)))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("memory.openai.api_key")
        .hasMessageNotContaining("Evil");
  }

  private static MemoryConfig config(Map<String, String> settings) {
    return new Given(
        settings.getOrDefault("embedder", "local"),
        Integer.parseInt(settings.getOrDefault("dimension", "384")),
        new GivenServer(
            Optional.ofNullable(settings.get("openai.url")),
            Optional.ofNullable(settings.get("openai.model")),
            Optional.ofNullable(settings.get("openai.api_key")),
            DurationConverter.parseDuration(settings.getOrDefault("openai.timeout", "10s"))));
  }

  private record Given(String embedder, int dimension, OpenAi openai) implements MemoryConfig {}

  private record GivenServer(
      Optional<String> url, Optional<String> model, Optional<String> apiKey, Duration timeout)
      implements MemoryConfig.OpenAi {}
}
