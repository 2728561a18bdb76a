package mosaic.gateway.federation.client;

import java.util.UUID;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * A peer that is about to be asked for a certificate. It is stored first, so that whatever is lost
 * after that can be asked for again with the same key.
 *
 * @param id our id of it
 * @param host its host name
 * @param caRoot what its root has to be
 * @param grant the grant's id there
 * @param owner the local user whose peer it becomes
 * @param request the certificate request in the place of the certificate, and its key, sealed
 * @param notes an admin's words
 */
public record PendingPeer(
    UUID id,
    DnsName host,
    Fingerprint caRoot,
    UUID grant,
    UUID owner,
    SealedCredential request,
    @Nullable String notes) {}
