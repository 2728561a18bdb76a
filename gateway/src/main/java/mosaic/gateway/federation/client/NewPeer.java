package mosaic.gateway.federation.client;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * A peer whose enrolment has succeeded, about to be stored.
 *
 * @param id our id of it
 * @param host its host name
 * @param caRoot its pinned root
 * @param caRootPem the same, whole
 * @param federationUrl where its federation listener is
 * @param grant the grant's id there
 * @param owner the local user whose peer it becomes
 * @param credential our certificate and key for it, sealed to its row
 * @param certificateExpiresAt when that certificate ends
 * @param notes an admin's words
 */
public record NewPeer(
    UUID id,
    DnsName host,
    Fingerprint caRoot,
    String caRootPem,
    URI federationUrl,
    UUID grant,
    UUID owner,
    SealedCredential credential,
    Instant certificateExpiresAt,
    @Nullable String notes) {}
