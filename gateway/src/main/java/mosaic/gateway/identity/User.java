package mosaic.gateway.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user of this gateway.
 *
 * @param disabledAt since when nothing lets the user in; null while something may
 * @param provider issuer of the OpenID provider that signs the user in; null for local accounts
 */
public record User(
    UUID id,
    UserName name,
    Role role,
    Instant createdAt,
    @Nullable Instant disabledAt,
    @Nullable String provider) {}
