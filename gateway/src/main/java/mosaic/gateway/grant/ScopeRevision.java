package mosaic.gateway.grant;

import java.time.Instant;
import mosaic.gateway.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A scope that a grant has or had; never changes.
 *
 * @param revision counts from 1
 * @param createdAt since when
 * @param createdBy the admin who set it
 * @param scope the scope
 * @param needsApproval whether it comes into force only when a second admin approves it
 * @param approvedAt when one did
 * @param approvedBy who did
 */
public record ScopeRevision(
    int revision,
    Instant createdAt,
    String createdBy,
    Scope scope,
    boolean needsApproval,
    @Nullable Instant approvedAt,
    @Nullable String approvedBy) {}
