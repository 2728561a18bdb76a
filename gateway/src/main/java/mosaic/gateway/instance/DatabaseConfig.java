package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;

/** PostgreSQL, and the two roles that use it. */
@ConfigMapping(prefix = "mosaic.database", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface DatabaseConfig {
  /** Host name or address. */
  String host();

  /** TCP port. */
  @WithDefault("5432")
  int port();

  /** Name of the database. */
  String name();

  /** Role of the gateway: owns nothing, cannot bypass row-level security. */
  String user();

  /** Its password, as {@code file:PATH} or {@code env:NAME}. */
  String password();

  /** Role that owns the tables and runs the migrations; used at start only. */
  String migrationUser();

  /** Its password, as {@code file:PATH} or {@code env:NAME}. */
  String migrationPassword();

  /** Connections the gateway keeps, 1 or more. */
  @WithDefault("8")
  int poolSize();
}
