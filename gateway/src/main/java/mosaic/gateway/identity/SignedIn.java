package mosaic.gateway.identity;

import java.util.UUID;

/**
 * Whom a personal access token signs in.
 *
 * @param token the token's id
 */
public record SignedIn(UUID token, Caller caller) {}
