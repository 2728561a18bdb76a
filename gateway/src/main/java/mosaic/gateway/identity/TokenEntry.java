package mosaic.gateway.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A personal access token as its owner may see it: not its value, which is not kept.
 *
 * @param lastUsedAt to the minute; null when it was never used
 * @param revokedAt null while it is not revoked
 */
public record TokenEntry(
    UUID id,
    String name,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
