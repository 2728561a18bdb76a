package mosaic.gateway.federation.client;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/**
 * A pending peer whose enrolment has succeeded, about to become active.
 *
 * @param id our id of it
 * @param caRootPem its pinned root
 * @param federationUrl where its federation listener is
 * @param credential our certificate and key for it, sealed to its row
 * @param certificateExpiresAt when that certificate ends
 */
public record NewPeer(
    UUID id,
    String caRootPem,
    URI federationUrl,
    SealedCredential credential,
    Instant certificateExpiresAt) {}
