package mosaic.gateway.instance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import mosaic.gateway.embedding.Embedder;
import mosaic.gateway.embedding.EmbedderFailure;

/**
 * Fits the database to the embedder, once the migrations are done and before anything is embedded.
 */
public final class MemoryModel {
  /** Longer than any one call of an embedder may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(65);

  /** Putting millions of rows in the queue takes a while. */
  private static final Duration QUEUEING = Duration.ofMinutes(30);

  private static final String DIMENSION =
      "select atttypmod from pg_attribute"
          + " where attrelid = 'memory_embeddings'::regclass and attname = 'embedding'";

  private MemoryModel() {}

  /**
   * Checks that the vectors of the embedder fit the database, and puts every row in the queue when
   * they are of another model than before.
   *
   * @param migration a connection as the migration role
   * @throws StartRefused when the vectors have another length
   */
  public static void use(Embedder embedder, Connection migration) throws SQLException {
    checkAnswers(embedder);
    checkColumn(embedder, migration);
    migration.setNetworkTimeout(Runnable::run, (int) QUEUEING.toMillis());
    try (PreparedStatement use = migration.prepareStatement("select use_memory_model(?)")) {
      use.setString(1, embedder.model());
      use.execute();
    }
  }

  /** A server that is away stops nothing (PRODUCT, principle 2); one that does not fit does. */
  private static void checkAnswers(Embedder embedder) {
    try {
      var _ = embedder.embed(List.of("dimension")).await().atMost(PATIENCE);
    } catch (EmbedderFailure failure) {
      if (failure.kind() == EmbedderFailure.Kind.ANSWER_UNUSABLE) {
        throw new StartRefused(
            "memory search: " + failure.getMessage(),
            "set memory.dimension to what the model gives, or check memory.openai.url and"
                + " memory.openai.model");
      }
    }
  }

  private static void checkColumn(Embedder embedder, Connection migration) throws SQLException {
    int stored;
    try (PreparedStatement dimension = migration.prepareStatement(DIMENSION);
        ResultSet found = dimension.executeQuery()) {
      found.next();
      stored = found.getInt(1);
    }
    if (stored != embedder.dimension()) {
      throw new StartRefused(
          "setting memory.dimension: is %d, but this database was made for vectors of %d numbers"
              .formatted(embedder.dimension(), stored),
          "set it to %d, or stop all gateways and run, as database.migration_user: select resize_memory_embeddings(%d);"
                  .formatted(stored, embedder.dimension())
              + " every memory row is then embedded anew");
    }
  }
}
