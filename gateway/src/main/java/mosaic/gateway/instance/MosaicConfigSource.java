package mosaic.gateway.instance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;

/**
 * Reads {@code mosaic.config.json} (or the file that the environment variable {@code MOSAIC_CONFIG}
 * names): key {@code database.host} there is {@code mosaic.database.host} here. The environment
 * ({@code MOSAIC_DATABASE_HOST}) and system properties come first.
 */
public final class MosaicConfigSource implements ConfigSourceProvider {
  /** Above application.properties (250), below the environment (300). */
  private static final int ORDINAL = 275;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** For the service loader. */
  public MosaicConfigSource() {}

  @Override
  public Iterable<ConfigSource> getConfigSources(ClassLoader loader) {
    return file().map(MosaicConfigSource::read).map(List::of).orElse(List.of());
  }

  /** The file that configures this process, if there is one. */
  static Optional<Path> file() {
    String named = System.getenv("MOSAIC_CONFIG");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    return Optional.of(Path.of("mosaic.config.json")).filter(Files::isRegularFile);
  }

  /**
   * Reads a file.
   *
   * @throws StartRefused when it cannot be read or is no JSON object of scalars
   */
  static ConfigSource read(Path file) {
    Map<String, String> properties = new LinkedHashMap<>();
    try {
      JsonNode root = JSON.readTree(Files.newInputStream(file));
      if (!root.isObject()) {
        throw new StartRefused(
            "configuration file " + file + ": not a JSON object",
            "write settings as { \"version\": 2, \"tier\": \"federated\", … }");
      }
      flatten(root, "mosaic", properties, file);
    } catch (JsonProcessingException malformed) {
      var at = malformed.getLocation();
      throw new StartRefused(
          "configuration file %s: not valid JSON at line %d, column %d"
              .formatted(file, at == null ? 0 : at.getLineNr(), at == null ? 0 : at.getColumnNr()),
          "mend the file; every key may appear once");
    } catch (IOException unreadable) {
      throw new StartRefused(
          "configuration file " + file + ": cannot be read",
          "check that it exists and that this user may read it, or name another with --config");
    }
    return new PropertiesConfigSource(properties, file.toString(), ORDINAL);
  }

  private static void flatten(JsonNode node, String prefix, Map<String, String> into, Path file) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = prefix + "." + entry.getKey();
      switch (entry.getValue().getNodeType()) {
        case OBJECT -> flatten(entry.getValue(), key, into, file);
        case STRING, NUMBER, BOOLEAN -> into.put(key, entry.getValue().asText());
        default ->
            throw new StartRefused(
                "configuration file %s: key %s is a %s"
                    .formatted(file, key, entry.getValue().getNodeType()),
                "give it a text, number or boolean, or leave it out");
      }
    }
  }
}
