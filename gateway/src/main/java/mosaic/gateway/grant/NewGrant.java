package mosaic.gateway.grant;

import java.security.cert.X509Certificate;
import java.time.Instant;
import mosaic.gateway.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A grant that is asked for and checked, but not stored yet.
 *
 * @param subjectUser name of the local user whom it will act as
 * @param requestingServer host name of the asking gateway
 * @param scope what it may read
 * @param rateLimitRpm requests a minute, 1…100000
 * @param expiresAt from when on it is over; null for never
 * @param needsApproval whether it can be enrolled only when a second admin approved it
 * @param requestingCaRoot the asking side's root whose certificates it takes in the place of ours
 *     null for ours
 * @param notes for admins
 */
public record NewGrant(
    String subjectUser,
    String requestingServer,
    Scope scope,
    int rateLimitRpm,
    @Nullable Instant expiresAt,
    boolean needsApproval,
    @Nullable X509Certificate requestingCaRoot,
    @Nullable String notes) {}
