package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The listener for peers (mutual TLS, R-601), and the asking side's patience. */
@UsedIn(Tier.FEDERATED)
@ConfigMapping(prefix = "mosaic.federation", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface FederationConfig {
  /** Address to listen on. */
  @WithDefault("0.0.0.0")
  String host();

  /** TCP port. */
  @WithDefault("8444")
  @Range(least = "1", most = "65535")
  int port();

  /** How long a query over several sources may take in all. */
  @WithDefault("2s")
  @Range(least = "100ms", most = "1m")
  Duration deadline();

  /** How long an enrolment token is valid. */
  @WithDefault("15m")
  @Range(least = "1s", most = "7d")
  Duration enrolmentTokenValidity();

  /** How long a grant's certificate is valid. */
  @WithDefault("30d")
  @Range(least = "1h", most = "397d")
  Duration grantCertificateValidity();

  /** Networks (CIDR) that peers may be in although they are not public; none by default (T-40). */
  Optional<List<String>> allowedNetworks();

  /** Whether a scope that names sensitive resources takes a second admin's approval. */
  @WithDefault("false")
  boolean twoPersonApproval();
}
