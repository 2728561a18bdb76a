package mosaic.gateway.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * A personal access token at the only moment that its value is known.
 *
 * @param secret the value
 * @param id its id
 * @param expiresAt when it stops working
 * @param owner whom it signs in
 */
public record IssuedToken(IdentitySecret secret, UUID id, Instant expiresAt, Caller owner) {}
