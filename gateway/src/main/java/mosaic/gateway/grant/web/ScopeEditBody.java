package mosaic.gateway.grant.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body that gives a grant another scope (USER-API).
 *
 * @param version the version of the grant that the scope was made up on
 * @param scope the scope document
 * @param allowSensitive whether credentials and api_keys in it are meant
 */
record ScopeEditBody(
    @Nullable Integer version,
    @Nullable Map<String, @Nullable Object> scope,
    @Nullable Boolean allowSensitive) {}
