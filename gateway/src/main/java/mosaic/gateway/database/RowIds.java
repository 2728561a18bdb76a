package mosaic.gateway.database;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Makes ids of new rows: UUID version 7 (RFC 9562), so that rows made one after the other stand
 * together in their index. 74 of the bits are random; an id is no secret all the same.
 */
@Singleton
public final class RowIds {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000000000000000L;
  private static final int MILLIS_SHIFT = 16;

  private final Clock clock;
  private final SecureRandom random;

  /** Ids of this clock and this randomness. */
  public RowIds(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /** A new id. */
  public UUID next() {
    long high = (clock.millis() << MILLIS_SHIFT) | VERSION_7 | (random.nextLong() >>> 52);
    long low = (random.nextLong() >>> 2) | VARIANT;
    return new UUID(high, low);
  }
}
