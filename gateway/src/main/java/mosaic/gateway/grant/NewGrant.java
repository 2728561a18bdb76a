package mosaic.gateway.grant;

import mosaic.gateway.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A grant that is asked for and checked, but not stored yet.
 *
 * @param subjectUser name of the local user whom it will act as
 * @param requestingServer host name of the asking gateway
 * @param scope what it may read
 * @param rateLimitRpm requests a minute, 1…100000
 * @param notes for admins
 */
public record NewGrant(
    String subjectUser,
    String requestingServer,
    Scope scope,
    int rateLimitRpm,
    @Nullable String notes) {}
