package mosaic.gateway.memory;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import mosaic.gateway.embedding.Embedder;
import mosaic.gateway.embedding.EmbedderFailure;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.instance.Tier;
import mosaic.gateway.memory.store.NearestRows;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.Selection;
import org.jboss.logging.Logger;

/** Finds memory rows by meaning, in tier federated. */
@ApplicationScoped
public class MemorySearch {
  private static final Logger LOG = Logger.getLogger(MemorySearch.class);

  /** Each may hold a connection to the embedding server, for as long as that takes to answer. */
  private static final int MOST_EMBEDDING = 64;

  private final Semaphore places = new Semaphore(MOST_EMBEDDING);
  private final Vertx vertx;
  private final Embedder embedder;
  private final NearestRows nearest;
  private final boolean byMeaning;

  MemorySearch(Vertx vertx, Embedder embedder, NearestRows nearest, InstanceConfig config) {
    this.vertx = vertx;
    this.embedder = embedder;
    this.nearest = nearest;
    this.byMeaning = config.tier().equals(Tier.FEDERATED.configName());
  }

  /** Whether this instance can: without vectors, memory is searched by words like everything. */
  public boolean isByMeaning() {
    return byMeaning;
  }

  /**
   * The selected rows most like a text. Rows that wait for their embedding are not found yet.
   *
   * @param text what to look for, not empty
   * @param limit the most rows, 1…500
   */
  public Uni<Neighbours> search(UUID user, Selection selection, String text, int limit) {
    if (selection.isEmpty()) {
      return Uni.createFrom().item(new Neighbours(List.of(), false));
    }
    return embedded(text)
        .emitOn(MutinyHelper.executor(vertx.getOrCreateContext()))
        .onFailure(EmbedderFailure.class)
        .transform(MemorySearch::unavailable)
        .flatMap(
            vectors -> nearest.find(user, selection, embedder.model(), vectors.getFirst(), limit));
  }

  private Uni<List<float[]>> embedded(String text) {
    return Uni.createFrom()
        .deferred(
            () ->
                places.tryAcquire()
                    ? embedder.embed(List.of(text)).onTermination().invoke(places::release)
                    : Uni.createFrom().failure(busy()));
  }

  private static ProblemException busy() {
    return new ProblemException(
            ProblemCode.OVERLOADED,
            "Too many searches wait for the embedder.",
            "Try again in a moment.")
        .with("retry_after", 1);
  }

  private static ProblemException unavailable(Throwable failure) {
    LOG.warnf("a search was not answered: %s", failure.getMessage());
    return new ProblemException(
            ProblemCode.SEARCH_UNAVAILABLE,
            "The server that embeds the text did not do so.",
            "Try again later, or tell the admin of this gateway; lists work meanwhile.",
            failure)
        .with("retry_after", 5);
  }
}
