package mosaic.gateway.federation.client;

import java.util.List;
import mosaic.gateway.resource.Item;
import org.jspecify.annotations.Nullable;

/**
 * One page of a peer's list, every field checked.
 *
 * @param items in the order and within the filters that were asked for
 * @param more whether further rows follow
 * @param next the peer's cursor to get them; there if and only if more follow
 */
public record PeerPage(List<Item> items, boolean more, @Nullable String next) {
  /** Takes a private copy. */
  public PeerPage {
    items = List.copyOf(items);
  }

  @Override
  public String toString() {
    return "PeerPage[" + items.size() + " items, more=" + more + "]";
  }
}
