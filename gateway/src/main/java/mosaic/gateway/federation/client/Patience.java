package mosaic.gateway.federation.client;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/** Waits so long and no longer, on the context of who waits. */
public final class Patience {
  private Patience() {}

  /**
   * What the work comes to, or what is said instead when time is up. The work is cancelled then.
   *
   * @param left how long to wait; none or less is as short as it gets
   */
  public static <T> Uni<T> within(Vertx vertx, Duration left, Uni<T> work, Supplier<T> late) {
    Uni<T> timer =
        Uni.createFrom()
            .emitter(
                emitter -> {
                  long id =
                      vertx.setTimer(
                          Math.max(1, left.toMillis()), fired -> emitter.complete(late.get()));
                  emitter.onTermination(() -> vertx.cancelTimer(id));
                });
    return Uni.combine().any().of(work, timer);
  }
}
