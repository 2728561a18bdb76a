package mosaic.gateway.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a list query.
 *
 * @param items in list order
 * @param next the cursor to go on with, when one source was asked and has more
 * @param reports what to say about the sources
 */
public record ItemPage(List<SourcedItem> items, @Nullable String next, Reports reports) {
  /** Takes a private copy. */
  public ItemPage {
    items = List.copyOf(items);
  }
}
