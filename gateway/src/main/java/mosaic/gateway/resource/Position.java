package mosaic.gateway.resource;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * A place in the order of lists: {@code updated_at} descending, then {@code id} descending.
 *
 * @param updatedAt microsecond precision
 * @param id breaks ties
 */
public record Position(Instant updatedAt, UUID id) {
  /**
   * The order of lists, first row first. Ids compare as PostgreSQL compares them: unsigned, byte by
   * byte, which for canonical text is the order of the text.
   */
  public static final Comparator<Position> ORDER =
      Comparator.comparing(Position::updatedAt)
          .thenComparing(position -> position.id().toString())
          .reversed();

  /** Microseconds since 1970, then the two halves of the id. */
  private static final int BYTES = 3 * Long.BYTES;

  /** What cursors hold. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, updatedAt))
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
    Instant updatedAt = Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS);
    return Optional.of(new Position(updatedAt, new UUID(buffer.getLong(), buffer.getLong())));
  }
}
