package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;

/** The listener for health and metrics; loopback unless told otherwise (T-54). */
@ConfigMapping(prefix = "mosaic.management", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface ManagementConfig {
  /** Address to listen on. */
  @WithDefault("127.0.0.1")
  String host();

  /** TCP port. */
  @WithDefault("9443")
  @Range(least = "1", most = "65535")
  int port();
}
