package mosaic.gateway.resource;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * A place in a list: what its {@link ItemOrder} goes by.
 *
 * @param time the time that the order sorts by, to the microsecond
 * @param id breaks ties
 */
public record Position(Instant time, UUID id) {
  /** Microseconds since 1970, then the two halves of the id. */
  private static final int BYTES = 3 * Long.BYTES;

  /** What cursors hold. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, time))
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** The place that {@link #toBytes} wrote; empty for anything else. */
  public static Optional<Position> fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Instant time = Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS);
    return Optional.of(new Position(time, new UUID(buffer.getLong(), buffer.getLong())));
  }
}
