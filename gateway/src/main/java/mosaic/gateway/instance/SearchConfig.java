package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;

/** Search by words. */
@ConfigMapping(prefix = "mosaic.search", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface SearchConfig {
  /**
   * The language whose word forms and stop words count: a text search configuration that PostgreSQL
   * brings, such as {@code german}, or {@code simple} for none.
   */
  @WithDefault("english")
  String language();
}
