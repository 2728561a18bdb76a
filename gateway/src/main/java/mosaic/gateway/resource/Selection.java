package mosaic.gateway.resource;

import java.util.Set;
import java.util.UUID;
import mosaic.gateway.scope.ResourceType;

/**
 * Which rows of a type a read may return. Row-level security holds beneath it.
 *
 * @param type what kind of row
 * @param own which of the reader's own rows
 * @param teams rows of these teams, whoever owns them
 */
public record Selection(ResourceType type, Own own, Set<UUID> teams) {
  /** Takes a private copy. */
  public Selection {
    teams = Set.copyOf(teams);
  }

  /** Which of the reader's own rows. */
  public enum Own {
    /** None but those of the selected teams. */
    NONE,
    /** Those that belong to no team. */
    PERSONAL,
    /** All of them, whatever their team. */
    ALL
  }

  /** Whether nothing can match. */
  public boolean isEmpty() {
    return own == Own.NONE && teams.isEmpty();
  }
}
