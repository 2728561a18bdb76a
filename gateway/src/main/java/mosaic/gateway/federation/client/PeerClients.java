package mosaic.gateway.federation.client;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.seal.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * The connections to peers: one client for each peer, made when it is first needed, closed when the
 * peer's row leads elsewhere, pins another root or has another certificate, when the peer is
 * removed, or when nobody asked for a while.
 */
@ApplicationScoped
class PeerClients {
  private static final Duration UNUSED = Duration.ofMinutes(10);
  private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);
  private static final Duration LONGEST_STEP = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Sealer sealer;
  private final Clock clock;
  private final Duration deadline;
  private final ConcurrentMap<UUID, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicLong sweptMillis;

  PeerClients(Vertx vertx, Sealer sealer, Clock clock, FederationConfig config) {
    this.vertx = vertx;
    this.sealer = sealer;
    this.clock = clock;
    this.deadline = config.deadline();
    this.sweptMillis = new AtomicLong(clock.millis());
  }

  /** What a client is made of: whoever changes one of these in the database gets another. */
  private record Basis(DnsName host, Fingerprint caRoot, URI address, SealedCredential credential) {
    static Basis of(ReachablePeer peer) {
      return new Basis(peer.peer().host(), peer.peer().caRoot(), peer.address(), peer.credential());
    }
  }

  private record Entry(Basis basis, HttpClient client, Instant used) {
    Entry at(Instant now) {
      return new Entry(basis, client, now);
    }
  }

  /**
   * The client for a peer as it is now.
   *
   * @throws Sealer.UnsealException when the stored certificate or key does not open
   */
  HttpClient forPeer(ReachablePeer peer) {
    Instant now = clock.instant();
    sweep(now);
    return entries.compute(peer.peer().id(), (id, known) -> current(peer, known, now)).client();
  }

  /** Closes what is open to a peer. */
  void forget(UUID peer) {
    Entry entry = entries.remove(peer);
    if (entry != null) {
      entry.client().close();
    }
  }

  @PreDestroy
  void close() {
    entries.keySet().forEach(this::forget);
  }

  private Entry current(ReachablePeer peer, @Nullable Entry known, Instant now) {
    Basis basis = Basis.of(peer);
    if (known != null && known.basis().equals(basis)) {
      return known.at(now);
    }
    Entry fresh = new Entry(basis, open(peer), now);
    if (known != null) {
      // What is under way on the old client ends within the deadline.
      vertx.setTimer(deadline.multipliedBy(2).toMillis(), due -> known.client().close());
    }
    return fresh;
  }

  private HttpClient open(ReachablePeer peer) {
    PeerCredential credential = peer.credential().open(sealer, peer.peer().id());
    PinnedServerTrust trust =
        new PinnedServerTrust(peer.peer().caRoot(), peer.peer().host(), clock);
    return SilentHttpClient.open(
        vertx, PeerHttpOptions.forReads(trust, credential, stepPatience()));
  }

  /**
   * Connect and handshake, one after the other, end within three quarters of the deadline: so a
   * peer that is not there shows as that, and a connection that hangs is given up while those who
   * came after the first still have time for another.
   */
  private Duration stepPatience() {
    Duration most = deadline.multipliedBy(3).dividedBy(8);
    return most.compareTo(LONGEST_STEP) < 0 ? most : LONGEST_STEP;
  }

  private void sweep(Instant now) {
    long last = sweptMillis.get();
    if (now.toEpochMilli() < last + BETWEEN_SWEEPS.toMillis()
        || !sweptMillis.compareAndSet(last, now.toEpochMilli())) {
      return;
    }
    entries.forEach(
        (peer, entry) -> {
          if (entry.used().plus(UNUSED).isBefore(now) && entries.remove(peer, entry)) {
            entry.client().close();
          }
        });
  }
}
