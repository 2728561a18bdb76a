package mosaic.gateway.federation.client;

import java.net.URI;
import mosaic.ca.Fingerprint;

/**
 * A peer with what it takes to ask it.
 *
 * @param peer the peer
 * @param address where its federation listener is
 * @param credential our certificate and key for it, sealed
 */
public record ReachablePeer(Peer peer, URI address, SealedCredential credential) {
  /** The same after its pin has moved. */
  ReachablePeer pinning(Fingerprint root) {
    return new ReachablePeer(
        new Peer(
            peer.id(),
            peer.host(),
            root,
            peer.grant(),
            peer.owner(),
            peer.ownerName(),
            peer.certificateExpiresAt(),
            peer.status(),
            peer.lastSuccessAt(),
            peer.lastFailureAt(),
            peer.notes()),
        address,
        credential);
  }
}
