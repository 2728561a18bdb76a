package mosaic.gateway.resource;

import java.time.Instant;
import java.util.Comparator;
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
}
