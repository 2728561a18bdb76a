package mosaic.gateway.identity.provider;

import java.time.Instant;
import java.util.Optional;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.UserName;

/**
 * What the provider says of somebody, in a token that was verified.
 *
 * @param issuer who says so
 * @param subject the provider's own name for them, which never changes hands
 * @param name what a new user would be called; empty when the claim holds nothing of the kind
 * @param role what they are here; empty when nothing that they are there maps to a role
 * @param issuedAt when it was said, to the second
 */
public record Assertion(
    String issuer,
    String subject,
    Optional<UserName> name,
    Optional<Role> role,
    Instant issuedAt) {}
