package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;

/**
 * PostgreSQL, and the two roles that use it. Tier {@code local} brings its own server, and sets all
 * of this but the size of the pool itself ({@link LocalDatabase}).
 */
@ConfigMapping(prefix = "mosaic.database", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface DatabaseConfig {
  /** Host name or address. */
  @UsedIn({Tier.STANDALONE, Tier.FEDERATED})
  String host();

  /** TCP port. */
  @WithDefault("5432")
  @Range(least = "1", most = "65535")
  @UsedIn({Tier.STANDALONE, Tier.FEDERATED})
  int port();

  /** Name of the database. */
  @UsedIn({Tier.STANDALONE, Tier.FEDERATED})
  String name();

  /** Role of the gateway: owns nothing, cannot bypass row-level security. */
  @UsedIn({Tier.STANDALONE, Tier.FEDERATED})
  String user();

  /** Its password, as {@code file:PATH} or {@code env:NAME}. */
  @UsedIn({Tier.STANDALONE, Tier.FEDERATED})
  String password();

  /** Role that owns the tables and runs the migrations; used at start only. */
  @UsedIn({Tier.STANDALONE, Tier.FEDERATED})
  String migrationUser();

  /** Its password, as {@code file:PATH} or {@code env:NAME}. */
  @UsedIn({Tier.STANDALONE, Tier.FEDERATED})
  String migrationPassword();

  /** Connections the gateway keeps. */
  @WithDefault("8")
  @Range(least = "1", most = "1000")
  int poolSize();
}
