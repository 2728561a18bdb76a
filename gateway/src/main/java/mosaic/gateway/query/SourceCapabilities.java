package mosaic.gateway.query;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mosaic.gateway.scope.ReadablePath;

/**
 * What the caller can read from a source.
 *
 * @param resources paths and verbs
 * @param maxRowsPerQuery the most rows of a page
 * @param rateLimitRpm requests a minute; peers only
 * @param requestsLeft of those; peers that say it only
 * @param resetsInSeconds when all of them are there again; peers that say it only
 * @param certificateExpiresAt when our certificate for the peer ends; peers only
 */
public record SourceCapabilities(
    List<ReadablePath> resources,
    int maxRowsPerQuery,
    Optional<Integer> rateLimitRpm,
    Optional<Integer> requestsLeft,
    Optional<Integer> resetsInSeconds,
    Optional<Instant> certificateExpiresAt) {
  /** Takes a private copy. */
  public SourceCapabilities {
    resources = List.copyOf(resources);
  }
}
