package mosaic.gateway.scope;

import java.util.Set;
import java.util.UUID;

/** What {@link AccessRule#decide} answers. */
public sealed interface AccessDecision {

  /**
   * The scope does not name the resource, or excludes it. Carries no reason, for a caller must not
   * learn which of the two it was.
   */
  record Refused() implements AccessDecision {}

  /**
   * These rows may be read and no others: of the type, those that the subject owns and that belong
   * to no team, if {@code personal}, and those that belong to one of {@code teams}, whoever owns
   * them. A row of a team is never personal, even where the subject owns it.
   *
   * @param type the kind of rows
   * @param personal whether the subject's rows that belong to no team are visible
   * @param teams the teams whose rows are visible; the subject is in each
   * @param maxRows the most rows in one answer, 1…500; the rest comes by pagination
   */
  record Visible(ResourceType type, boolean personal, Set<UUID> teams, int maxRows)
      implements AccessDecision {

    public Visible {
      teams = Set.copyOf(teams);
    }

    /**
     * Whether no row at all can be visible. The answer is then an empty one, not a refusal, and the
     * same for a team that the subject is not in as for one that does not exist.
     */
    public boolean isEmpty() {
      return !personal && teams.isEmpty();
    }
  }
}
