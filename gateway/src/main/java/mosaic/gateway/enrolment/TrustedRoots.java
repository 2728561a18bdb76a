package mosaic.gateway.enrolment;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import mosaic.ca.GrantIdentity;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.gateway.enrolment.store.RequestingRoots;
import mosaic.gateway.enrolment.store.RequestingRoots.RequestingRoot;
import mosaic.gateway.instance.FederationStart;
import org.jboss.logging.Logger;

/**
 * The imported roots by which certificates of grants may be accepted now, in memory for the
 * handshake. Each vouches for the grants that name it and for nothing else. The record and the
 * grant's standing are asked at every request besides, so what is a moment old here opens nothing.
 */
@ApplicationScoped
public class TrustedRoots {
  private static final Logger LOG = Logger.getLogger(TrustedRoots.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Between a grant's creation, or end, on another replica and its being known here. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  /** Before the listener, which trusts by them. */
  private static final int EARLY = 100;

  private final RequestingRoots store;
  private final Vertx vertx;
  private final AtomicLong turns = new AtomicLong();
  private volatile Map<X509Certificate, Set<UUID>> now = Map.of();
  private long taken;
  private volatile long timer;

  TrustedRoots(RequestingRoots store, Vertx vertx) {
    this.store = store;
    this.vertx = vertx;
  }

  void start(@Observes @Priority(EARLY) FederationStart event) {
    refresh().await().atMost(PATIENCE);
    timer =
        vertx.setPeriodic(
            LOOK_AGAIN.toMillis(),
            tick ->
                refresh()
                    .subscribe()
                    .with(
                        done -> {},
                        failure -> LOG.warn("the imported roots were not looked at", failure)));
  }

  void stop(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  /** Takes over what is stored. */
  public Uni<Void> refresh() {
    return Uni.createFrom()
        .deferred(
            () -> {
              long turn = turns.incrementAndGet();
              return store.live().invoke(stored -> take(turn, read(stored)));
            })
        .replaceWithVoid();
  }

  /** What was asked for earlier and answered later is not what holds now. */
  private synchronized void take(long turn, Map<X509Certificate, Set<UUID>> roots) {
    if (turn > taken) {
      taken = turn;
      now = roots;
    }
  }

  /** All of them. */
  public Set<X509Certificate> anchors() {
    return now.keySet();
  }

  /** Whether a root speaks for the grant that a certificate names. */
  public boolean vouches(X509Certificate root, X509Certificate certificate) {
    return GrantIdentity.read(certificate) instanceof GrantIdentity.Found found
        && now.getOrDefault(root, Set.of()).contains(found.grantId());
  }

  private static Map<X509Certificate, Set<UUID>> read(List<RequestingRoot> stored) {
    Map<X509Certificate, Set<UUID>> roots = new HashMap<>();
    for (RequestingRoot one : stored) {
      try {
        roots
            .computeIfAbsent(Pem.decodeCertificate(one.pem()), root -> new HashSet<>())
            .add(one.grant());
      } catch (MalformedPemException damaged) {
        LOG.errorf("the imported root of grant %s is damaged and not trusted", one.grant());
      }
    }
    return Map.copyOf(roots);
  }
}
