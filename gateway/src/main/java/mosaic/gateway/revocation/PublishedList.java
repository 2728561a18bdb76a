package mosaic.gateway.revocation;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/**
 * A revocation list as it is served, the same on every replica.
 *
 * @param number its CRL number
 * @param thisUpdate when it was made
 * @param nextUpdate from when on it must not be used any more
 * @param der the list; not changed by anybody
 */
public record PublishedList(long number, Instant thisUpdate, Instant nextUpdate, Buffer der) {
  @Override
  public String toString() {
    return "PublishedList[number=" + number + ", bytes=" + der.length() + "]";
  }
}
