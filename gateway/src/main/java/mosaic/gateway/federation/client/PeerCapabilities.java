package mosaic.gateway.federation.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mosaic.gateway.scope.ReadablePath;

/**
 * What a peer says that we may read from it.
 *
 * @param resources the readable paths and what may be done with each
 * @param maxRowsPerQuery 1…500
 * @param rateLimitRpm requests a minute
 * @param requestsLeft of those, after this one; empty when the peer's version does not say
 * @param resetsInSeconds when all of them are there again; empty when the peer does not say
 * @param certificateExpiresAt when our certificate ends, by the peer's record
 */
public record PeerCapabilities(
    List<ReadablePath> resources,
    int maxRowsPerQuery,
    int rateLimitRpm,
    Optional<Integer> requestsLeft,
    Optional<Integer> resetsInSeconds,
    Instant certificateExpiresAt) {
  /** Takes a private copy. */
  public PeerCapabilities {
    resources = List.copyOf(resources);
  }
}
