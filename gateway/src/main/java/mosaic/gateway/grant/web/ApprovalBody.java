package mosaic.gateway.grant.web;

import org.jspecify.annotations.Nullable;

/**
 * The body that approves a scope (USER-API).
 *
 * @param revision which of the grant's scopes was looked at
 */
record ApprovalBody(@Nullable Integer revision) {}
