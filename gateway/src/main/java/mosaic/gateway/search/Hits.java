package mosaic.gateway.search;

import java.util.List;

/**
 * What a search found.
 *
 * @param items the best first
 * @param more whether the limit, or the size of the bodies, left out some
 */
public record Hits(List<Hit> items, boolean more) {
  /** Nothing. */
  public static final Hits NONE = new Hits(List.of(), false);

  /** Takes a private copy. */
  public Hits {
    items = List.copyOf(items);
  }
}
