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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
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
import org.jspecify.annotations.Nullable;

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

  /** In requests: the id of a rehearsal, and how it went here. */
  static final String REHEARSAL_HEADER = "mosaic-ca-rehearsal";

  private static final Pattern NEWS = Pattern.compile("([0-9a-f]{16})(?:;([0-9a-f-]{36}))?");

  /** For peers that nobody asks anything: they, too, are to move before an overlap ends. */
  private static final Duration BETWEEN_CHECKS = Duration.ofHours(1);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int AT_ONCE = 8;

  /** Whoever makes up a new offer or rehearsal for every answer shall not fill our memory. */
  private static final int MOST_REMEMBERED = 10_000;

  /** A rehearsal that one replica speaks of is known to all of them long before. */
  private static final Duration REST = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final FederationClient client;
  private final PeerStore store;
  private final SecureRandom random;
  private final Clock clock;
  private final Set<UUID> asking = ConcurrentHashMap.newKeySet();

  /** Another look at the same offer is of no use, until the next check. */
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  /** By peer and rehearsal: what was tried here already. */
  private final Set<String> rehearsals = ConcurrentHashMap.newKeySet();

  /** By peer and rehearsal: until when it is not looked for again, as it was not there. */
  private final Map<String, Instant> absent = new ConcurrentHashMap<>();

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
    Matcher said = NEWS.matcher(news);
    if (!said.matches()) {
      return;
    }
    boolean pinned = peer.peer().caRoot().hex().startsWith(said.group(1));
    boolean rehearsed = said.group(2) == null || isSettled(offer(peer, said.group(2)));
    if ((!pinned || !rehearsed) && !refused.contains(offer(peer, news))) {
      follow(peer, news).subscribe().with(done -> {}, RootFollower::log);
    }
  }

  private boolean isSettled(String rehearsal) {
    Instant rest = absent.get(rehearsal);
    return rehearsals.contains(rehearsal) || (rest != null && clock.instant().isBefore(rest));
  }

  /** Asks every peer, so that those hear of it, and are heard of, that nobody asks anything. */
  private void check() {
    refused.clear();
    rehearsals.clear();
    absent.clear();
    store
        .reachable()
        .onItem()
        .transformToMulti(peers -> Multi.createFrom().iterable(peers))
        .onItem()
        .transformToUni(
            peer ->
                follow(peer, "")
                    .onFailure()
                    .invoke(
                        failure ->
                            LOG.warnf(
                                failure,
                                "the root of peer %s was not followed; it is asked again in an hour",
                                peer.peer().id()))
                    .onFailure()
                    .recoverWithNull())
        .merge(AT_ONCE)
        .subscribe()
        .with(done -> {}, RootFollower::log);
  }

  private Uni<Void> follow(ReachablePeer peer, String news) {
    if (!asking.add(peer.peer().id())) {
      return Uni.createFrom().voidItem();
    }
    return Uni.createFrom()
        .deferred(() -> ask(peer))
        .flatMap(
            outcome ->
                switch (outcome) {
                  case PeerOutcome.Answered<OfferedRoot>(OfferedRoot offered) -> {
                    rest(peer, news, offered.rehearsal());
                    yield rehearse(peer, offered.rehearsal())
                        .flatMap(done -> consider(peer, offered, news));
                  }
                  // The next answer says it again.
                  case PeerOutcome.Failed<OfferedRoot> failed -> Uni.createFrom().voidItem();
                })
        .onTermination()
        .invoke(() -> asking.remove(peer.peer().id()));
  }

  /** Whoever speaks of a rehearsal and offers none is not asked for it with every answer. */
  private void rest(ReachablePeer peer, String news, OfferedRoot.@Nullable Rehearsed rehearsed) {
    Matcher said = NEWS.matcher(news);
    String id = said.matches() ? said.group(2) : null;
    if (id == null || (rehearsed != null && rehearsed.id().toString().equals(id))) {
      return;
    }
    if (absent.size() >= MOST_REMEMBERED) {
      absent.clear();
    }
    absent.put(offer(peer, id), clock.instant().plus(REST));
  }

  /** Judges it once, says how it went, and changes nothing. */
  private Uni<Void> rehearse(ReachablePeer peer, OfferedRoot.@Nullable Rehearsed rehearsed) {
    if (rehearsals.size() >= MOST_REMEMBERED) {
      rehearsals.clear();
    }
    if (rehearsed == null || !rehearsals.add(offer(peer, rehearsed.id().toString()))) {
      return Uni.createFrom().voidItem();
    }
    return store
        .pinnedRoot(peer.peer().id(), peer.peer().caRoot())
        .flatMap(
            root ->
                root.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : client
                        .authority(
                            peer,
                            rehearsed.id()
                                + " "
                                + RehearsalVerdict.of(
                                    rehearsed,
                                    certificate(root.get()),
                                    peer.peer().host(),
                                    clock.instant()),
                            TraceParent.of(null, random),
                            PATIENCE)
                        .invoke(outcome -> forgetUnless(outcome, peer, rehearsed))
                        .replaceWithVoid());
  }

  /** What the peer did not hear is said again. */
  private void forgetUnless(
      PeerOutcome<OfferedRoot> heard, ReachablePeer peer, OfferedRoot.Rehearsed rehearsed) {
    if (heard instanceof PeerOutcome.Failed<OfferedRoot>) {
      rehearsals.remove(offer(peer, rehearsed.id().toString()));
    }
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
    if (refused.size() >= MOST_REMEMBERED) {
      refused.clear();
    }
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
