package mosaic.gateway.revocation;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/**
 * Something signed, to be given to anybody.
 *
 * @param mediaType what it is
 * @param body it
 * @param freshness how long it counts; empty for what no cache is to keep
 */
record Served(String mediaType, Buffer body, Optional<Freshness> freshness) {
  /**
   * How long it counts.
   *
   * @param since when it was made
   * @param until from when on it must not be used any more
   * @param tag tells it from everything else at the same address, quoted (RFC 9110, 8.8.3)
   */
  record Freshness(Instant since, Instant until, String tag) {}
}
