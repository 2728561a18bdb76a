package mosaic.gateway.search;

import java.util.Comparator;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ItemOrder;

/**
 * A row that a search found.
 *
 * @param score how well it fits; higher is better. By words 0…1; by meaning −1…1
 * @param snippet some words of it
 */
public record Hit(Item item, double score, Snippet snippet) {
  /** The order of what a search by words found: the best first, then as in lists. */
  public static final Comparator<Hit> ORDER =
      Comparator.comparingDouble(Hit::score)
          .reversed()
          .thenComparing(
              hit -> ItemOrder.DEFAULT.positionOf(hit.item()), ItemOrder.DEFAULT.comparator())
          .thenComparing(hit -> hit.item().type().wireName());

  /** Takes a score that can be compared only. */
  public Hit {
    if (!(score >= -1 && score <= 1)) {
      throw new IllegalArgumentException("a score out of range");
    }
  }
}
