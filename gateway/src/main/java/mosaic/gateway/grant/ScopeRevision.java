package mosaic.gateway.grant;

import java.time.Instant;
import mosaic.gateway.scope.Scope;

/**
 * A scope that a grant has or had; never changes.
 *
 * @param revision counts from 1
 * @param createdAt since when
 * @param createdBy the admin who set it
 * @param scope the scope
 */
public record ScopeRevision(int revision, Instant createdAt, String createdBy, Scope scope) {}
