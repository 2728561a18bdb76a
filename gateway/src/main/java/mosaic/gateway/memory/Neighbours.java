package mosaic.gateway.memory;

import java.util.List;

/**
 * What is near to a text.
 *
 * @param items the nearest first; of equals the lower id
 * @param more whether the limit left some out
 */
public record Neighbours(List<Neighbour> items, boolean more) {
  /** Takes a private copy. */
  public Neighbours {
    items = List.copyOf(items);
  }
}
