package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Valkey or Redis. */
@UsedIn({Tier.STANDALONE, Tier.FEDERATED})
@ConfigMapping(prefix = "mosaic.valkey", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface ValkeyConfig {
  /** Host name or address. */
  String host();

  /** TCP port. */
  @WithDefault("6379")
  @Range(least = "1", most = "65535")
  int port();

  /** Its password, as {@code file:PATH} or {@code env:NAME}; absent when it has none. */
  Optional<String> password();
}
