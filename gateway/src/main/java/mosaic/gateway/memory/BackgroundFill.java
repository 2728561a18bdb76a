package mosaic.gateway.memory;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.time.Duration;
import mosaic.gateway.database.Database;
import mosaic.gateway.embedding.Embedder;
import mosaic.gateway.embedding.EmbedderFailure;
import mosaic.gateway.instance.FederationStart;
import mosaic.gateway.memory.store.EmbeddingQueue;
import mosaic.gateway.resource.RowsWritten;
import mosaic.gateway.scope.ResourceType;
import org.jboss.logging.Logger;

/**
 * Keeps embeddings up to date beside the requests, one batch at a time: woken by the writes of this
 * gateway, and every few seconds for those of others and for what was left. While the embedder is
 * away it asks ever more rarely. All of its state is on one event loop. In tier federated only,
 * where there is pgvector.
 */
@ApplicationScoped
class BackgroundFill {
  private static final Logger LOG = Logger.getLogger(BackgroundFill.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Context context;
  private final EmbeddingFill fill;
  private boolean stopped;
  private boolean busy;
  private boolean again;
  private Duration pause = SHORTEST_PAUSE;

  BackgroundFill(Vertx vertx, Database database, Embedder embedder) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.fill =
        new EmbeddingFill(new EmbeddingQueue(database), embedder, MutinyHelper.executor(context));
  }

  void start(@Observes FederationStart event) {
    wake();
    vertx.setPeriodic(EVERY.toMillis(), timer -> wake());
  }

  void stop(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) {
    context.runOnContext(now -> stopped = true);
  }

  void written(@Observes(notifyObserver = Reception.IF_EXISTS) RowsWritten rows) {
    if (rows.type() == ResourceType.MEMORY) {
      wake();
    }
  }

  private void wake() {
    context.runOnContext(now -> run());
  }

  private void run() {
    again = busy;
    if (busy || stopped) {
      return;
    }
    busy = true;
    fill.batches()
        .collect()
        .last()
        .subscribe()
        .with(
            done -> context.runOnContext(now -> rest()),
            failure -> context.runOnContext(now -> pause(failure)));
  }

  private void rest() {
    if (pause.compareTo(SHORTEST_PAUSE) > 0) {
      LOG.info("memory rows are being embedded again");
      pause = SHORTEST_PAUSE;
    }
    busy = false;
    if (again) {
      run();
    }
  }

  private void pause(Throwable failure) {
    if (stopped) {
      return;
    }
    if (failure instanceof EmbedderFailure away) {
      LOG.warnf("memory rows are not embedded for now: %s", away.getMessage());
    } else {
      LOG.warn("memory rows are not embedded for now", failure);
    }
    vertx.setTimer(
        pause.toMillis(),
        timer -> {
          busy = false;
          wake();
        });
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }
}
