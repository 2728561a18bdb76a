package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** This instance's certificate authority while it runs. */
@ConfigMapping(prefix = "mosaic.ca", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface CaConfig {
  /**
   * How often each gateway process looks whether the CA was changed by another. What a rotation
   * prepares is used after three times as long, when all processes trust it.
   */
  @WithDefault("2s")
  @Range(least = "100ms", most = "1m")
  Duration lookInterval();

  /**
   * How long the server certificate is valid. A new one takes its place after two thirds of that.
   */
  @WithDefault("90d")
  @Range(least = "1m", most = "397d")
  Duration serverCertificateValidity();

  /**
   * How long an old root stays trusted beside its successor, if the rotation is not finished by
   * hand before. When peers still depend on it then, it stays until they do not.
   */
  @WithDefault("60d")
  @Range(least = "1m", most = "3650d")
  Duration rootOverlap();
}
