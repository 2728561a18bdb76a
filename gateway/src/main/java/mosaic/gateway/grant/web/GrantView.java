package mosaic.gateway.grant.web;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import mosaic.gateway.grant.Grant;
import org.jspecify.annotations.Nullable;

/** A grant as the user API shows it (USER-API). */
record GrantView(
    UUID id,
    UUID subjectUserId,
    String subjectUser,
    String requestingServer,
    @Nullable String requestingCaFingerprint,
    @Nullable String activeCertFingerprint,
    @Nullable Instant certExpiresAt,
    Map<String, Object> scope,
    int scopeRevision,
    @Nullable Integer awaitingRevision,
    int rateLimitRpm,
    String status,
    String state,
    int version,
    Instant createdAt,
    @Nullable Instant activatedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Nullable String notes) {

  static GrantView of(Grant grant) {
    Grant.Awaiting awaiting = grant.awaiting();
    return new GrantView(
        grant.id(),
        grant.subjectUserId(),
        grant.subjectUser(),
        grant.requestingServer(),
        grant.requestingCaFingerprint(),
        grant.activeCertFingerprint(),
        grant.certExpiresAt(),
        grant.scope().toDocument(),
        grant.scopeRevision(),
        awaiting == null ? null : awaiting.revision(),
        grant.rateLimitRpm(),
        grant.status().wireName(),
        grant.state().wireName(),
        grant.version(),
        grant.createdAt(),
        grant.activatedAt(),
        grant.expiresAt(),
        grant.revokedAt(),
        grant.lastUsedAt(),
        grant.notes());
  }
}
