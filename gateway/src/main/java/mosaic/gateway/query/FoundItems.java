package mosaic.gateway.query;

import java.util.List;

/**
 * What one source found.
 *
 * @param items the best first
 * @param more whether there are further ones
 */
record FoundItems(List<ScoredItem> items, boolean more) {
  FoundItems {
    items = List.copyOf(items);
  }
}
