package mosaic.gateway.instance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What this instance is. */
@ConfigMapping(prefix = "mosaic", namingStrategy = NamingStrategy.SNAKE_CASE)
public interface InstanceConfig {
  /** Version of the configuration's schema; this build reads 2 only. */
  @WithDefault("2")
  @Range(least = "2", most = "2")
  int version();

  /** {@code local}, {@code standalone} or {@code federated}. */
  String tier();

  /**
   * The host name that peers, people and certificates know this gateway by, for example {@code
   * work.example}. Lower case.
   */
  String serverName();

  /** Directory for what this instance keeps outside its database. Made when missing, mode 0700. */
  Path dataDirectory();

  /**
   * Where the master key is: {@code file:PATH}, {@code env:NAME}, or what a further provider reads
   * (R-1301). The value is the base64 of 32 random bytes; further lines are older keys that may
   * still open what they sealed.
   */
  String masterKey();

  /** Jar with a further provider of master keys, such as a vault's. */
  Optional<Path> masterKeyProvider();
}
