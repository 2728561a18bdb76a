package mosaic.gateway.memory;

import io.smallrye.mutiny.vertx.MutinyHelper;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import mosaic.gateway.database.StandaloneDatabase;
import mosaic.gateway.embedding.Embedder;
import mosaic.gateway.embedding.EmbedderFailure;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.memory.store.EmbeddingQueue;

/** Fills in embeddings without a running gateway, for {@code mosaic migrate tier}. */
public final class StandaloneFill {
  /** For looking into the queue. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private StandaloneFill() {}

  /**
   * Embeds every row in the queue and waits for it. May be done again after it failed or was
   * interrupted. The database must have been fitted to the embedder ({@code instance.MemoryModel}).
   *
   * @param progress is told after each batch how many rows are done, from another thread
   * @return how many rows are still in the queue: those that the embedder refuses, and those that
   *     somebody else has taken. A gateway that runs on this database does them later
   * @throws EmbedderFailure when the embedder is away or answers badly
   */
  public static long fill(DatabaseConfig config, Embedder embedder, LongConsumer progress) {
    try (StandaloneDatabase standalone = StandaloneDatabase.open(config)) {
      EmbeddingQueue queue = new EmbeddingQueue(standalone.database());
      EmbeddingFill fill =
          new EmbeddingFill(
              queue, embedder, MutinyHelper.executor(standalone.vertx().getOrCreateContext()));
      AtomicLong done = new AtomicLong();
      fill.batches()
          .onItem()
          .invoke(taken -> progress.accept(done.addAndGet(taken)))
          .collect()
          .last()
          .await()
          .indefinitely();
      return queue.length().await().atMost(PATIENCE);
    }
  }
}
