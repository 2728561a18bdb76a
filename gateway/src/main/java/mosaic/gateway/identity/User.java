package mosaic.gateway.identity;

import java.time.Instant;
import java.util.UUID;

/** A local user. */
public record User(UUID id, UserName name, Role role, Instant createdAt) {}
