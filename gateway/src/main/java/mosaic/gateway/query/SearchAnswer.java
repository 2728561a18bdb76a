package mosaic.gateway.query;

import java.util.List;

/**
 * The answer to a search.
 *
 * @param items the best first
 * @param reports what to say about the sources
 */
public record SearchAnswer(List<SourcedHit> items, Reports reports) {
  /** Takes a private copy. */
  public SearchAnswer {
    items = List.copyOf(items);
  }
}
