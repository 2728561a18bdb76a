package mosaic.gateway.scope;

import java.util.List;

/**
 * One path that can be read, and how.
 *
 * @param verbs of those that we know, for example {@code list}
 * @param filters what a list of it can be narrowed by, of those that we know
 * @param sorts the orders that a list of it can be had in, of those that we know
 */
public record ReadablePath(
    ResourcePath path, List<String> verbs, List<String> filters, List<String> sorts) {
  /** Takes private copies. */
  public ReadablePath {
    verbs = List.copyOf(verbs);
    filters = List.copyOf(filters);
    sorts = List.copyOf(sorts);
  }
}
