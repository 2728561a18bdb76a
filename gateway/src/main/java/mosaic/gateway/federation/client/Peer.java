package mosaic.gateway.federation.client;

import java.time.Instant;
import java.util.UUID;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * The other end of one grant, for one local user.
 *
 * @param id our id of it
 * @param host the peer's host name
 * @param caRoot the pinned fingerprint of the peer's root
 * @param grant the grant's id on the peer
 * @param owner the local user whose queries may go there, and nobody else's
 * @param ownerName that user's name
 * @param certificateExpiresAt when our client certificate ends
 * @param status how it stands
 * @param lastSuccessAt when an exchange last worked, to about a minute
 * @param lastFailureAt when an exchange last failed, to about a minute
 * @param notes an admin's words
 */
public record Peer(
    UUID id,
    DnsName host,
    Fingerprint caRoot,
    UUID grant,
    UUID owner,
    String ownerName,
    @Nullable Instant certificateExpiresAt,
    PeerStatus status,
    @Nullable Instant lastSuccessAt,
    @Nullable Instant lastFailureAt,
    @Nullable String notes) {}
