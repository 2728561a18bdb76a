package mosaic.gateway.resource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;

/**
 * What a list can be narrowed by and sorted by, as parameters of a list call it: the one place that
 * {@code capabilities} of this gateway names it from, and that a peer's is read with.
 */
public final class ListAbilities {
  private static final List<String> SORTS =
      Arrays.stream(ItemOrder.values()).map(ItemOrder::wireName).toList();

  private ListAbilities() {}

  /** The filters of a list of this path. */
  public static List<String> filters(ResourcePath path) {
    List<String> filters = new ArrayList<>();
    if (path.type() == ResourceType.TASKS) {
      filters.add(ListQuery.STATUS);
    }
    filters.add(ListQuery.UPDATED_SINCE);
    if (path.team() == null) {
      filters.add(ListQuery.TEAM);
    }
    filters.add(ListQuery.TEXT);
    return filters;
  }

  /** The orders that a list of this path can be had in, the default first. */
  public static List<String> sorts(ResourcePath path) {
    return SORTS;
  }
}
