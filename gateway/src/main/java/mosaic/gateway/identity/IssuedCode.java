package mosaic.gateway.identity;

import java.time.Instant;

/** A sign-in code at the only moment that its value is known, and when it stops working. */
public record IssuedCode(IdentitySecret secret, Instant expiresAt) {}
