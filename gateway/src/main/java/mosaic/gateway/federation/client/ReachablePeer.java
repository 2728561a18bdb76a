package mosaic.gateway.federation.client;

import java.net.URI;

/**
 * A peer with what it takes to ask it.
 *
 * @param peer the peer
 * @param address where its federation listener is
 * @param credential our certificate and key for it, sealed
 */
public record ReachablePeer(Peer peer, URI address, SealedCredential credential) {}
