package mosaic.gateway.resource;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import mosaic.gateway.scope.ResourceType;

/**
 * What an import did.
 *
 * @param byType counts of each type that had items
 * @param teamsCreated how many teams it made
 */
public record ImportOutcome(Map<ResourceType, Counts> byType, int teamsCreated) {
  /** Takes a private copy. */
  public ImportOutcome {
    Map<ResourceType, Counts> copy = new EnumMap<>(ResourceType.class);
    copy.putAll(byType);
    byType = Collections.unmodifiableMap(copy);
  }

  /** How many items made, changed or left a row. */
  public record Counts(int created, int updated, int unchanged) {
    /** No items. */
    public static final Counts NONE = new Counts(0, 0, 0);

    /** Both together. */
    public Counts plus(Counts more) {
      return new Counts(created + more.created, updated + more.updated, unchanged + more.unchanged);
    }
  }

  /** Over all types. */
  public Counts total() {
    return byType.values().stream().reduce(Counts.NONE, Counts::plus);
  }
}
