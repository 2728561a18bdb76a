package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;

/** The listener for people, agents and the command line; enrolment lives here too. */
@ConfigMapping(prefix = "mosaic.api", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface ApiConfig {
  /** Address to listen on. */
  @WithDefault("0.0.0.0")
  String host();

  /** TCP port. */
  @WithDefault("8443")
  @Range(least = "1", most = "65535")
  int port();
}
