package mosaic.gateway.federation.client;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import mosaic.ca.Fingerprint;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.ca.RejectionReason;
import mosaic.ca.RootSuccession;
import mosaic.gateway.federation.client.store.PeerStore;
import mosaic.gateway.instance.FederationStart;
import mosaic.gateway.wire.TraceParent;
import org.jboss.logging.Logger;

/**
 * Follows the roots of our peers: when a peer has a new one, and the one that we pin has
 * certified it, the pin moves. What a peer says is heard only over a connection that the pinned
 * root authenticates; so whoever has neither that root's key nor a certificate under it can lead us
 * nowhere (T-44).
 */
@ApplicationScoped
class RootFollower implements RootListener {
  /** In answers: the beginning of the fingerprint of the peer's current root (PROTOCOL). */
  static final String NEWS_HEADER = "mosaic-ca";

  /** In requests: which root we pin. */
  static final String PIN_HEADER = "mosaic-ca-pin";

  private static final Logger LOG = Logger.getLogger(RootFollower.class);
  private static final Pattern NEWS = Pattern.compile("[0-9a-f]{16}");

  /** For peers that nobody asks anything: they, too, are to move before an overlap ends. */
  private static final Duration BETWEEN_CHECKS = Duration.ofHours(1);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int AT_ONCE = 8;

  private final Vertx vertx;
  private final FederationClient client;
  private final PeerStore store;
  private final SecureRandom random;
  private final Clock clock;
  private final Set<UUID> asking = ConcurrentHashMap.newKeySet();

  /** Another look at the same offer is of no use, until the next check. */
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  private volatile long timer;

  RootFollower(
      Vertx vertx, FederationClient client, PeerStore store, SecureRandom random, Clock clock) {
    this.vertx = vertx;
    this.client = client;
    this.store = store;
    this.random = random;
    this.clock = clock;
  }

  void start(@Observes FederationStart event) {
    timer = vertx.setPeriodic(BETWEEN_CHECKS.toMillis(), tick -> check());
  }

  void stop(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  @Override
  public void heard(ReachablePeer peer, String news) {
    boolean known = peer.peer().caRoot().hex().startsWith(news);
    if (NEWS.matcher(news).matches() && !known && !refused.contains(offer(peer, news))) {
      follow(peer, news).subscribe().with(done -> {}, RootFollower::log);
    }
  }

  /** Asks every peer, so that those hear of it, and are heard of, that nobody asks anything. */
  private void check() {
    refused.clear();
    store
        .reachable()
        .onItem()
        .transformToMulti(peers -> Multi.createFrom().iterable(peers))
        .onItem()
        .transformToUni(peer -> follow(peer, ""))
        .merge(AT_ONCE)
        .subscribe()
        .with(done -> {}, RootFollower::log);
  }

  private Uni<Void> follow(ReachablePeer peer, String news) {
    if (!asking.add(peer.peer().id())) {
      return Uni.createFrom().voidItem();
    }
    return ask(peer)
        .flatMap(
            outcome ->
                switch (outcome) {
                  case PeerOutcome.Answered<OfferedRoot>(OfferedRoot offered) ->
                      consider(peer, offered, news);
                  // The next answer says it again.
                  case PeerOutcome.Failed<OfferedRoot> failed -> Uni.createFrom().voidItem();
                })
        .onTermination()
        .invoke(() -> asking.remove(peer.peer().id()));
  }

  private Uni<Void> consider(ReachablePeer peer, OfferedRoot offered, String news) {
    Fingerprint pinned = peer.peer().caRoot();
    if (Fingerprint.of(offered.root()).equals(pinned)) {
      return Uni.createFrom().voidItem();
    }
    X509Certificate link = offered.link();
    if (link == null) {
      refuse(peer, news, RejectionReason.UNKNOWN_CA);
      return Uni.createFrom().voidItem();
    }
    return store
        .pinnedRoot(peer.peer().id(), pinned)
        .flatMap(
            root ->
                root.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : judge(peer, certificate(root.get()), offered.root(), link, news));
  }

  private Uni<Void> judge(
      ReachablePeer peer,
      X509Certificate pinned,
      X509Certificate offered,
      X509Certificate link,
      String news) {
    return switch (RootSuccession.verify(pinned, offered, link, clock.instant())) {
      case RootSuccession.Verdict.Accepted(X509Certificate root) -> move(peer, root);
      case RootSuccession.Verdict.Rejected(RejectionReason reason) -> {
        refuse(peer, news, reason);
        yield Uni.createFrom().voidItem();
      }
    };
  }

  /** And tells the peer, which waits for that before it gives up the old root. */
  private Uni<Void> move(ReachablePeer peer, X509Certificate root) {
    Fingerprint to = Fingerprint.of(root);
    return store
        .movePin(peer.peer().id(), peer.peer().caRoot(), to, Pem.encode(List.of(root)))
        .flatMap(
            moved -> {
              if (!moved) {
                return Uni.createFrom().voidItem();
              }
              LOG.infof(
                  "the root of peer %s is another now, certified by the old one", peer.peer().id());
              return ask(peer.pinning(to)).replaceWithVoid();
            });
  }

  private Uni<PeerOutcome<OfferedRoot>> ask(ReachablePeer peer) {
    return client.authority(peer, TraceParent.of(null, random), PATIENCE);
  }

  private void refuse(ReachablePeer peer, String news, RejectionReason reason) {
    refused.add(offer(peer, news));
    LOG.warnf(
        "peer %s offers another root that is not to be trusted: %s", peer.peer().id(), reason);
  }

  private static String offer(ReachablePeer peer, String news) {
    return peer.peer().id() + " " + news;
  }

  private static X509Certificate certificate(String pem) {
    try {
      return Pem.decodeCertificate(pem);
    } catch (MalformedPemException damaged) {
      throw new IllegalStateException("the stored root of a peer is damaged", damaged);
    }
  }

  private static void log(Throwable failure) {
    LOG.warn("the root of a peer was not followed", failure);
  }
}
