package mosaic.gateway.resource;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.seal.Sealer;

/**
 * Cursors of lists: a {@link Position}, encrypted, authenticated, and bound to whoever was given it
 * and to what was listed: path, filters and order (T-35). Anybody else's, or one for another list,
 * does not open.
 */
@ApplicationScoped
public class PageCursor {
  private final Sealer sealer;

  PageCursor(Sealer sealer) {
    this.sealer = sealer;
  }

  /**
   * Makes a cursor, base64url.
   *
   * @param holder who may use it: a user's or a grant's id
   * @param list what it goes on in
   */
  public String seal(Position position, UUID holder, ListQuery list) {
    return sealer.sealOpaque(position.toBytes(), context(holder, list));
  }

  /**
   * Opens a cursor.
   *
   * @throws ProblemException when it was not made here, for this holder and this list
   */
  public Position open(String cursor, UUID holder, ListQuery list) {
    return sealer
        .openOpaque(cursor, context(holder, list))
        .flatMap(Position::fromBytes)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemCode.CURSOR_INVALID,
                    "The cursor is not one that this gateway made for you and this list.",
                    "Start from the first page."));
  }

  private static String context(UUID holder, ListQuery list) {
    return "cursor|" + holder + "|" + list;
  }
}
