package mosaic.gateway.database;

import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.SecretReference;

/** Makes the pool from our own settings: one role, bounded, prepared statements kept. */
final class PoolProducer {
  /** Requests that may wait for a connection before more are refused. */
  private static final int WAITING = 1000;

  @Produces
  @Singleton
  Pool pool(Vertx vertx, DatabaseConfig config) {
    PgConnectOptions connect =
        new PgConnectOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setDatabase(config.name())
            .setUser(config.user())
            .setPassword(new SecretReference("database.password", config.password()).read())
            .setCachePreparedStatements(true)
            .setPipeliningLimit(16)
            .setTcpKeepAlive(true)
            .setProperties(
                Map.of(
                    "application_name", "mosaic",
                    "statement_timeout", "10000",
                    // Of words that are too long for search, or say nothing, there are notices.
                    "client_min_messages", "warning",
                    // Statements are short: a compiler takes longer than it saves, and begins by an
                    // estimate that Database.BEGIN_READ and rows of others have made high.
                    "jit", "off",
                    "max_parallel_workers_per_gather", "0"));
    PoolOptions options =
        new PoolOptions()
            .setMaxSize(config.poolSize())
            .setMaxWaitQueueSize(WAITING)
            .setConnectionTimeout(5)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    return PgBuilder.pool().with(options).connectingTo(connect).using(vertx).build();
  }

  void close(@Disposes Pool pool) {
    pool.closeAndForget();
  }
}
