package mosaic.gateway.federation.server;

import mosaic.gateway.limit.RateLimiter;

/**
 * Who asks, and that they may ask now.
 *
 * @param allowance what their rate limit leaves them after this request
 */
record Admitted(Standing standing, RateLimiter.Answer.Granted allowance) {}
