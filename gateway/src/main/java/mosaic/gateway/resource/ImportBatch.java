package mosaic.gateway.resource;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mosaic.gateway.scope.ResourceType;

/**
 * The items of one import: stored together, or none.
 *
 * @param items in the order of the request; each type and key once
 */
public record ImportBatch(List<ImportItem> items) {
  /** Takes a private copy. */
  public ImportBatch {
    items = List.copyOf(items);
    Map<ResourceType, Map<String, ImportItem>> seen = new EnumMap<>(ResourceType.class);
    for (ImportItem item : items) {
      ImportItem earlier =
          seen.computeIfAbsent(item.type(), type -> new HashMap<>()).putIfAbsent(item.key(), item);
      if (earlier != null) {
        throw item.place()
            .member("key")
            .refused(
                "is the key of %s, too; a key may be used once a resource"
                    .formatted(earlier.place().path()));
      }
    }
  }

  /** The names of all teams in it, and the first item that names each. */
  public Map<String, ImportItem> teams() {
    Map<String, ImportItem> teams = new LinkedHashMap<>();
    for (ImportItem item : items) {
      item.team().ifPresent(name -> teams.putIfAbsent(name, item));
    }
    return teams;
  }

  /** The items of a type. */
  public List<ImportItem> of(ResourceType type) {
    return items.stream().filter(item -> item.type() == type).toList();
  }
}
