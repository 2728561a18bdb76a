package mosaic.gateway.federation.client;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.DnsName;

/** Which peers a query may ask, and where it leaves how they stand. */
public interface PeerDirectory {
  /** The peers that a user's queries may go to. */
  Uni<List<ReachablePeer>> reachable(UUID owner);

  /** The user's peer at a host, if queries may go there. */
  Uni<Optional<ReachablePeer>> reachable(UUID owner, DnsName host);

  /**
   * Writes down how it stands after an exchange, when that is news. Never fails: an answer is worth
   * more than its bookkeeping.
   */
  Uni<Void> record(Peer peer, PeerOutcome<?> outcome);
}
