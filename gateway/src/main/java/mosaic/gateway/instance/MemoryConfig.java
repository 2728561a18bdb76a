package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Search by meaning in memory rows, in tier {@code federated}. */
@UsedIn(Tier.FEDERATED)
@ConfigMapping(prefix = "mosaic.memory", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface MemoryConfig {
  /** {@code local}, which needs nothing, or {@code openai}, a server. */
  @WithDefault("local")
  String embedder();

  /** The length of the vectors, which an HNSW index limits. Fixed by the first start. */
  @WithDefault("384")
  @Range(least = "1", most = "2000")
  int dimension();

  /** The server, for embedder {@code openai}. */
  OpenAi openai();

  /** A server that speaks OpenAI's embeddings call. */
  interface OpenAi {
    /** The URL below which {@code /embeddings} is: https, or http to this machine. */
    Optional<String> url();

    /** The model, as the server calls it; it must give {@code memory.dimension} numbers. */
    Optional<String> model();

    /** Its API key, as {@code file:PATH} or {@code env:NAME}; absent when it wants none. */
    Optional<String> apiKey();

    /** How long one call may take. */
    @WithDefault("10s")
    @Range(least = "100ms", most = "1m")
    Duration timeout();
  }
}
