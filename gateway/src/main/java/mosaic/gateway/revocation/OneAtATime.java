package mosaic.gateway.revocation;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Does pieces of work one after the other, on a context of its own, and answers each on the context
 * that asked.
 */
final class OneAtATime {
  private final Vertx vertx;
  private final Context context;

  /** On the context only. */
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  private boolean busy;

  OneAtATime(Vertx vertx) {
    this.vertx = vertx;
    // Not that of a request, should one be the first to need this.
    this.context = VertxContext.getRootContext(vertx.getOrCreateContext());
  }

  <T> Uni<T> run(Supplier<Uni<? extends T>> work) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Context asking = vertx.getOrCreateContext();
              Runnable piece =
                  () ->
                      Uni.createFrom()
                          .deferred(work)
                          .onTermination()
                          .invoke(() -> context.runOnContext(now -> next()))
                          .subscribe()
                          .with(
                              done -> asking.runOnContext(now -> emitter.complete(done)),
                              failure -> asking.runOnContext(now -> emitter.fail(failure)));
              context.runOnContext(
                  now -> {
                    waiting.add(piece);
                    if (!busy) {
                      next();
                    }
                  });
            });
  }

  private void next() {
    Runnable piece = waiting.poll();
    busy = piece != null;
    if (piece != null) {
      piece.run();
    }
  }
}
