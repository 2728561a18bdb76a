package mosaic.gateway.revocation;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import mosaic.gateway.instance.FederationStart;
import mosaic.gateway.instance.RevocationConfig;
import org.jboss.logging.Logger;

/**
 * Sees to it that lists are made on schedule, and for what was revoked by other ways than a command
 * . Every replica looks; the lock in the database lets one of them act (R-1401).
 */
@ApplicationScoped
class RevocationSchedule {
  private static final Logger LOG = Logger.getLogger(RevocationSchedule.class);

  /** What is revoked by plain SQL is on the list after so long at the most. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final RevocationLists lists;
  private final Duration look;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile long timer;

  RevocationSchedule(Vertx vertx, RevocationLists lists, RevocationConfig config) {
    this.vertx = vertx;
    this.lists = lists;
    this.look = LOOK.compareTo(config.crlInterval()) < 0 ? LOOK : config.crlInterval();
  }

  void start(@Observes FederationStart event) {
    look();
    timer = vertx.setPeriodic(look.toMillis(), tick -> look());
  }

  void stop(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) {
    var _ = vertx.cancelTimer(timer);
  }

  private void look() {
    if (looking.compareAndSet(false, true)) {
      lists
          .publishAll()
          .onTermination()
          .invoke(() -> looking.set(false))
          .subscribe()
          .with(
              done -> {},
              failure -> LOG.error("a revocation list could not be published", failure));
    }
  }
}
