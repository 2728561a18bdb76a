package mosaic.gateway.resource;

import java.util.List;

/**
 * One page of a list.
 *
 * @param items in list order
 * @param more whether further rows follow
 */
public record Page(List<Item> items, boolean more) {
  /** Takes a private copy. */
  public Page {
    items = List.copyOf(items);
  }
}
