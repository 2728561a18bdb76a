package mosaic.gateway.federation.client;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mosaic.ca.DnsName;
import mosaic.gateway.federation.client.store.PeerStore;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.identity.store.Users;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import org.jboss.logging.Logger;

/** The peers of this gateway's users. */
@ApplicationScoped
public class Peers implements PeerDirectory {
  private static final Logger LOG = Logger.getLogger(Peers.class);

  private final PeerStore store;
  private final Users users;
  private final PeerClients clients;
  private final Clock clock;
  private final Set<UUID> recording = ConcurrentHashMap.newKeySet();

  Peers(PeerStore store, Users users, PeerClients clients, Clock clock) {
    this.store = store;
    this.users = users;
    this.clients = clients;
    this.clock = clock;
  }

  /** All peers, of one user or of all. */
  public Uni<List<Peer>> list(Optional<UUID> owner) {
    return store.list(owner);
  }

  /** One peer. */
  public Uni<Optional<Peer>> find(UUID peer) {
    return store.find(peer);
  }

  @Override
  public Uni<List<ReachablePeer>> reachable(UUID owner) {
    return store.reachable(owner);
  }

  @Override
  public Uni<Optional<ReachablePeer>> reachable(UUID owner, DnsName host) {
    return store.reachable(owner, host);
  }

  /** The id of the user of this name; fails with a problem when there is none. */
  public Uni<UUID> userNamed(String name) {
    return users
        .find(UserName.read(Field.of("user"), name))
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("user")).id());
  }

  /** Forgets a peer, its certificate, its key and its connections. */
  public Uni<Boolean> remove(UUID peer, String actor) {
    return store.delete(peer, actor).invoke(() -> clients.forget(peer));
  }

  /** One at a time for each peer, so that a slow database gathers no queue of them. */
  @Override
  public Uni<Void> record(Peer peer, PeerOutcome<?> outcome) {
    Instant now = clock.instant();
    StandingChange change = StandingChange.after(peer, outcome, now);
    if (change == StandingChange.NONE) {
      return nothing();
    }
    return Uni.createFrom()
        .deferred(() -> recording.add(peer.id()) ? write(peer, change, now) : nothing())
        .onFailure()
        .invoke(failure -> LOG.warnf("standing of peer %s not recorded", peer.id()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> write(Peer peer, StandingChange change, Instant now) {
    return store.record(peer.id(), change, now).eventually(() -> recording.remove(peer.id()));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
