package mosaic.gateway.instance.check;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mosaic.gateway.instance.SecretReference;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.Tier;
import mosaic.gateway.instance.ValkeyConfig;

/** Valkey, or Redis, answers. */
final class Valkey implements Check {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String START =
      "start it, or set valkey.host, valkey.port and valkey.password";

  private final ValkeyConfig config;
  private final Subject subject;

  Valkey(ValkeyConfig config) {
    this.config = config;
    this.subject = Subject.at("valkey", "Valkey", config.host(), config.port());
  }

  @Override
  public Set<Tier> tiers() {
    return EnumSet.of(Tier.STANDALONE, Tier.FEDERATED);
  }

  @Override
  public List<Finding> look() {
    RedisURI uri =
        RedisURI.builder()
            .withHost(config.host())
            .withPort(config.port())
            .withTimeout(PATIENCE)
            .build();
    try {
      config
          .password()
          .map(reference -> new SecretReference("valkey.password", reference).read())
          .ifPresent(password -> uri.setCredentialsProvider(credentials(password)));
    } catch (StartRefused unreadable) {
      return unreadable.problems().stream()
          .map(problem -> Finding.failure(subject, problem.cause(), problem.remedy()))
          .toList();
    }
    try (RedisClient client = RedisClient.create(uri)) {
      client.setOptions(
          ClientOptions.builder()
              .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
              .build());
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        connection.sync().ping();
        // The second one is measured: the first also loads classes here.
        long start = System.nanoTime();
        connection.sync().ping();
        Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);
        String version = version(connection);
        return List.of(
            Finding.ok(subject, version.isEmpty() ? "answers" : "version " + version)
                .with("version", version)
                .withRoundTrip(roundTrip));
      }
    } catch (RedisException unreachable) {
      return List.of(Finding.failure(subject, words(unreachable), START));
    }
  }

  private static RedisCredentialsProvider credentials(String password) {
    return RedisCredentialsProvider.from(() -> RedisCredentials.just(null, password.toCharArray()));
  }

  /**
   * Empty where this user may not ask. Valkey gives a version of Redis as well, for old clients.
   */
  private static String version(StatefulRedisConnection<String, String> connection) {
    try {
      String info = connection.sync().info("server");
      String valkey = value(info, "valkey_version:");
      return valkey.isEmpty() ? value(info, "redis_version:") : valkey;
    } catch (RedisCommandExecutionException notAllowed) {
      return "";
    }
  }

  private static String value(String info, String key) {
    return info.lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .filter(value -> value.matches("[0-9.]{1,20}"))
        .findFirst()
        .orElse("");
  }

  private static String words(RedisException failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof RedisCommandExecutionException)) {
      cause = cause.getCause();
    }
    String answer = cause == null ? "" : String.valueOf(cause.getMessage());
    if (answer.startsWith("WRONGPASS")) {
      return "it does not accept the password";
    }
    if (answer.startsWith("NOAUTH")) {
      return "it wants a password";
    }
    if (answer.startsWith("LOADING")) {
      return "it is still loading its data";
    }
    return cause == null ? NetworkCause.of(failure) : "it refuses to answer";
  }
}
