package mosaic.gateway.identity;

import java.util.UUID;

/**
 * The user whom a request of the user API acts as.
 *
 * @param id the user's id; what row-level security goes by
 * @param name the user's name
 * @param role the user's role, as it was when this request came in
 */
public record Caller(UUID id, String name, Role role) {}
