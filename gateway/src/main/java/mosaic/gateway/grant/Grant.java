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
 * @param requestingCaFingerprint SHA-256 of the asking gateway's CA root; null until enrolment,
 *     unless the grant takes certificates of that CA
 * @param activeCertFingerprint SHA-256 of the certificate now valid; null until enrolment
 * @param certExpiresAt when that certificate expires; null until enrolment
 * @param scope what it may read
 * @param scopeRevision which of the grant's scopes that is, from 1
 * @param awaiting the scope that waits for a second admin; of a pending grant the same as
 *     {@code scope}; null when none does
 * @param rateLimitRpm requests a minute
 * @param status where it is in its life
 * @param state the same with what follows from dates and approvals
 * @param version counts the changes that admins and enrolment made, from 1
 * @param createdAt when it was made
 * @param activatedAt when it was first enrolled
 * @param expiresAt from when on it is over; null when only a revocation ends it
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
    @Nullable Awaiting awaiting,
    int rateLimitRpm,
    GrantStatus status,
    GrantState state,
    int version,
    Instant createdAt,
    @Nullable Instant activatedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Nullable String notes) {

  /**
   * A scope that is not in force yet.
   *
   * @param revision which of the grant's scopes it is
   * @param scope the scope
   */
  public record Awaiting(int revision, Scope scope) {}

  /** The newest of its scopes, in force or not. */
  public int latestRevision() {
    return awaiting == null ? scopeRevision : awaiting.revision();
  }

  /** The newest of its scopes, in force or not. */
  public Scope latestScope() {
    return awaiting == null ? scope : awaiting.scope();
  }

  /** The scope that needs no approval any more: nothing, when the grant waits for its first. */
  public Scope settledScope() {
    return awaiting != null && awaiting.revision() == scopeRevision ? Scope.NOTHING : scope;
  }
}
