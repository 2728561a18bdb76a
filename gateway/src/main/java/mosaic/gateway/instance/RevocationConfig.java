package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The listener for revocation lists and OCSP (plain HTTP, R-303), and how long these count. */
@UsedIn(Tier.FEDERATED)
@ConfigMapping(prefix = "mosaic.revocation", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface RevocationConfig {
  /** Address to listen on. */
  @WithDefault("0.0.0.0")
  String host();

  /** TCP port: also in the addresses that certificates name, so it stays as it is. */
  @WithDefault("8445")
  @Range(least = "1", most = "65535")
  int port();

  /**
   * How often a list is made when nothing is revoked; less than {@link #crlValidity}. At least
   * weekly for certificates of end entities (CA/Browser Forum BR 4.9.7).
   */
  @WithDefault("12h")
  @Range(least = "1s", most = "7d")
  Duration crlInterval();

  /** How long a list may be used (nextUpdate): at most ten days (BR 4.9.7). */
  @WithDefault("24h")
  @Range(least = "2s", most = "10d")
  Duration crlValidity();

  /** How long an OCSP answer may be used (nextUpdate): 8 hours to ten days (BR 4.9.10). */
  @WithDefault("8h")
  @Range(least = "1m", most = "10d")
  Duration ocspValidity();

  /**
   * How long an HTTP cache may give away either without asking again (RFC 5019, 6.2): what is
   * revoked is seen through a cache after so long.
   */
  @WithDefault("5m")
  @Range(least = "1s", most = "1d")
  Duration cacheTime();
}
