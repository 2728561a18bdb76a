package mosaic.gateway.query;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.Position;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.seal.Sealer;

/**
 * The cursors that callers get: sealed, and bound to user, source and path (T-35). A peer's own
 * cursor travels inside, unread.
 */
@ApplicationScoped
class Cursors {
  private static final int POSITION_BYTES = 3 * Long.BYTES;
  private static final int MOST_CHARACTERS = 2048;

  private final Sealer sealer;

  Cursors(Sealer sealer) {
    this.sealer = sealer;
  }

  /** Whose cursor it is, and what it goes on with. */
  record Place(UUID user, Source source, ResourcePath path) {
    String context() {
      return "query.cursor|" + user + "|" + source.wireName() + "|" + path;
    }
  }

  /** A cursor to after a row of our own. */
  String ofLocal(Place place, Position last) {
    byte[] bytes =
        ByteBuffer.allocate(POSITION_BYTES)
            .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, last.updatedAt()))
            .putLong(last.id().getMostSignificantBits())
            .putLong(last.id().getLeastSignificantBits())
            .array();
    return sealer.sealOpaque(bytes, place.context());
  }

  /** A cursor that holds a peer's cursor. */
  String ofPeer(Place place, String peerCursor) {
    return sealer.sealOpaque(peerCursor.getBytes(StandardCharsets.UTF_8), place.context());
  }

  /**
   * Opens one of our own.
   *
   * @throws ProblemException {@link ProblemCode#CURSOR_INVALID}
   */
  Position openLocal(Place place, String cursor) {
    ByteBuffer bytes = ByteBuffer.wrap(open(place, cursor));
    if (bytes.remaining() != POSITION_BYTES) {
      throw refused();
    }
    try {
      Instant updatedAt = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
      return new Position(updatedAt, new UUID(bytes.getLong(), bytes.getLong()));
    } catch (DateTimeException | ArithmeticException impossible) {
      throw refused();
    }
  }

  /**
   * Opens one that holds a peer's.
   *
   * @throws ProblemException {@link ProblemCode#CURSOR_INVALID}
   */
  String openPeer(Place place, String cursor) {
    return new String(open(place, cursor), StandardCharsets.UTF_8);
  }

  private byte[] open(Place place, String cursor) {
    Optional<byte[]> opened =
        cursor.length() > MOST_CHARACTERS
            ? Optional.empty()
            : sealer.openOpaque(cursor, place.context());
    return opened.orElseThrow(Cursors::refused);
  }

  private static ProblemException refused() {
    return new ProblemException(
        ProblemCode.CURSOR_INVALID,
        "The cursor is not one that this gateway gave to you for this source and path.",
        "Use next of the page before, with the same path and source; or begin without a cursor.");
  }
}
