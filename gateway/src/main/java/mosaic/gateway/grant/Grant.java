package mosaic.gateway.grant;

import java.time.Instant;
import java.util.UUID;
import mosaic.gateway.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One peer's right to read what one local user may read, narrowed by a scope.
 *
 * @param id also in the certificate
 * @param subjectUserId the local user whom it acts as
 * @param subjectUser that user's name
 * @param requestingServer host name of the asking gateway
 * @param requestingCaFingerprint SHA-256 of the asking gateway's CA root; null until enrolment
 * @param activeCertFingerprint SHA-256 of the certificate now valid; null until enrolment
 * @param certExpiresAt when that certificate expires; null until enrolment
 * @param scope what it may read
 * @param scopeRevision counts changes of the scope, from 1
 * @param rateLimitRpm requests a minute
 * @param status where it is in its life
 * @param createdAt when it was made
 * @param activatedAt when it was first enrolled
 * @param revokedAt when it was revoked
 * @param lastUsedAt when it was last used, to the minute
 * @param notes for admins
 */
public record Grant(
    UUID id,
    UUID subjectUserId,
    String subjectUser,
    String requestingServer,
    @Nullable String requestingCaFingerprint,
    @Nullable String activeCertFingerprint,
    @Nullable Instant certExpiresAt,
    Scope scope,
    int scopeRevision,
    int rateLimitRpm,
    GrantStatus status,
    Instant createdAt,
    @Nullable Instant activatedAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Nullable String notes) {}
