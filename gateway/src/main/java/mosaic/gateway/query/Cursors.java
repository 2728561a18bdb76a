package mosaic.gateway.query;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.resource.Position;
import mosaic.gateway.seal.Sealer;

/**
 * The cursors that callers get: sealed, and bound to user, source and list (T-35). A peer's own
 * cursor travels inside, unread.
 */
@ApplicationScoped
class Cursors {
  private static final int MOST_CHARACTERS = 2048;

  private final Sealer sealer;

  Cursors(Sealer sealer) {
    this.sealer = sealer;
  }

  /** Whose cursor it is, and what it goes on with. */
  record Place(UUID user, Source source, ListQuery list) {
    String context() {
      return "query.cursor|" + user + "|" + source.wireName() + "|" + list;
    }
  }

  /** A cursor to after a row of our own. */
  String ofLocal(Place place, Position last) {
    return sealer.sealOpaque(last.toBytes(), place.context());
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
    return Position.fromBytes(open(place, cursor)).orElseThrow(Cursors::refused);
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
        "The cursor is not one that this gateway gave to you for this source and list.",
        "Use next of the page before, with the same path, source, filters and sort; or begin"
            + " without a cursor.");
  }
}
