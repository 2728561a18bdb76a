package mosaic.gateway.resource;

import java.util.List;
import mosaic.gateway.scope.ResourcePath;

/**
 * What a list can be narrowed by and sorted by, as parameters of a list call it: the one place that
 * {@code capabilities} of this gateway names it from, and that a peer's is read with.
 */
public final class ListAbilities {
  private static final List<String> SORTS = List.of("-updated_at");

  private ListAbilities() {}

  /** The filters of a list of this path. */
  public static List<String> filters(ResourcePath path) {
    return List.of();
  }

  /** The orders that a list of this path can be had in, the default first. */
  public static List<String> sorts(ResourcePath path) {
    return SORTS;
  }
}
