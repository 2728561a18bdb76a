package mosaic.gateway.query;

import java.util.List;
import mosaic.gateway.resource.Item;
import org.jspecify.annotations.Nullable;

/**
 * A page of one source.
 *
 * @param items in list order
 * @param more whether further rows follow
 * @param next our cursor to get them; there if and only if more follow
 */
record SourcePage(List<Item> items, boolean more, @Nullable String next) {
  SourcePage {
    items = List.copyOf(items);
  }
}
