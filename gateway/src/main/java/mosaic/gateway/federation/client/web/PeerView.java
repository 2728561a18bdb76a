package mosaic.gateway.federation.client.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import mosaic.gateway.federation.client.Peer;
import org.jspecify.annotations.Nullable;

/** A peer as the user API shows it: all but the certificate and its key. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record PeerView(
    UUID id,
    String peerHostname,
    String peerCaFingerprint,
    UUID grantId,
    UUID localUserId,
    String localUser,
    @Nullable Instant certExpiresAt,
    String status,
    @Nullable Instant lastSuccessAt,
    @Nullable Instant lastFailureAt,
    @Nullable String notes) {

  static PeerView of(Peer peer) {
    return new PeerView(
        peer.id(),
        peer.host().text(),
        peer.caRoot().hex(),
        peer.grant(),
        peer.owner(),
        peer.ownerName(),
        peer.certificateExpiresAt(),
        peer.status().wireName(),
        peer.lastSuccessAt(),
        peer.lastFailureAt(),
        peer.notes());
  }
}
