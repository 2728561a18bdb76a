package mosaic.gateway.memory;

import java.util.List;

/**
 * What a search found.
 *
 * @param items the best first; of equals the lower id
 * @param more whether the limit left some out
 */
public record Hits(List<Hit> items, boolean more) {
  /** Takes a private copy. */
  public Hits {
    items = List.copyOf(items);
  }
}
