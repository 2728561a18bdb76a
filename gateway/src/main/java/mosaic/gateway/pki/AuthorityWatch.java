package mosaic.gateway.pki;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import mosaic.gateway.instance.CaConfig;
import mosaic.gateway.pki.store.CaStore;
import org.jboss.logging.Logger;

/**
 * Notices that the stored CA is another than that in memory, whichever replica changed it: by one
 * small query every few seconds (R-1401), and at once on the replica that acted.
 */
@ApplicationScoped
class AuthorityWatch {
  private static final Logger LOG = Logger.getLogger(AuthorityWatch.class);

  private final Vertx vertx;
  private final CaStore store;
  private final AuthorityLoader loader;
  private final InstanceCa ca;
  private final Event<AuthoritiesChanged> changed;
  private final RotationSchedule schedule;
  private final ServerCertificates.Renewal renewal;
  private final CaConfig config;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final AtomicBoolean blind = new AtomicBoolean();
  private volatile long timer;

  AuthorityWatch(
      Vertx vertx,
      CaStore store,
      AuthorityLoader loader,
      InstanceCa ca,
      Event<AuthoritiesChanged> changed,
      RotationSchedule schedule,
      ServerCertificates.Renewal renewal,
      CaConfig config) {
    this.vertx = vertx;
    this.store = store;
    this.loader = loader;
    this.ca = ca;
    this.changed = changed;
    this.schedule = schedule;
    this.renewal = renewal;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(config.lookInterval().toMillis(), tick -> lookAgain());
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  private void lookAgain() {
    if (looking.compareAndSet(false, true)) {
      look()
          .onTermination()
          .invoke(() -> looking.set(false))
          .subscribe()
          .with(done -> blind.set(false), this::warnOnce);
    }
  }

  /** Once for each outage, not every few seconds. */
  private void warnOnce(Throwable failure) {
    if (blind.compareAndSet(false, true)) {
      LOG.warn("the CA could not be looked at", failure);
    }
  }

  /**
   * Lets happen what is due, takes over what is stored, if it is something else, and changes the
   * server certificate if that is due. What fails is tried again with the next look.
   */
  Uni<Void> look() {
    return store
        .glance()
        .flatMap(
            glance ->
                glance.due()
                    ? schedule.run().flatMap(done -> store.glance())
                    : Uni.createFrom().item(glance))
        .flatMap(
            glance ->
                glance.version().equals(ca.generations().version())
                    ? Uni.createFrom().voidItem()
                    : store.load().flatMap(this::take))
        .flatMap(taken -> renewal.renewIfDue());
  }

  /** Opening keys and telling those concerned takes a while, and some of them wait. */
  private Uni<Void> take(StoredAuthorities stored) {
    return Uni.createFrom()
        .completionStage(
            () ->
                vertx
                    .<Void>executeBlocking(
                        () -> {
                          ca.become(loader.load(stored, ca.generations()));
                          LOG.info("the CA of this instance was changed");
                          changed.fire(new AuthoritiesChanged());
                          return null;
                        },
                        true)
                    .toCompletionStage());
  }
}
