package mosaic.gateway.database;

import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import mosaic.gateway.instance.DatabaseConfig;

/** The database without a gateway around it, for a program that does one thing and ends. */
public final class StandaloneDatabase implements AutoCloseable {
  private final Vertx vertx;
  private final Pool pool;
  private final DatabaseConfig config;

  private StandaloneDatabase(Vertx vertx, Pool pool, DatabaseConfig config) {
    this.vertx = vertx;
    this.pool = pool;
    this.config = config;
  }

  /** Opens a pool with these settings; connects when first used. */
  public static StandaloneDatabase open(DatabaseConfig config) {
    Vertx vertx = Vertx.vertx();
    return new StandaloneDatabase(vertx, new PoolProducer().pool(vertx, config), config);
  }

  /** The way to it. */
  public Database database() {
    return new Database(pool, config);
  }

  /** What runs beside the caller. */
  public io.vertx.core.Vertx vertx() {
    return vertx.getDelegate();
  }

  @Override
  public void close() {
    pool.closeAndAwait();
    vertx.closeAndAwait();
  }
}
