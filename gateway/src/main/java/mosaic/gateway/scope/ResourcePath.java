package mosaic.gateway.scope;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request reads or a scope names: all rows of a type, {@code tasks}, or those of one team,
 * {@code teams/6f1c…/tasks}.
 *
 * @param type the kind of rows
 * @param team the team whose rows these are; null for all rows of the type
 */
public record ResourcePath(ResourceType type, @Nullable UUID team)
    implements Comparable<ResourcePath> {

  private static final String TEAMS = "teams/";
  private static final int UUID_LENGTH = 36;
  private static final Comparator<ResourcePath> ORDER =
      Comparator.comparing(ResourcePath::type).thenComparing(ResourcePath::toString);

  /** All rows of a type. */
  public static ResourcePath all(ResourceType type) {
    return new ResourcePath(type, null);
  }

  /** The rows of a type that belong to a team. */
  public static ResourcePath ofTeam(UUID team, ResourceType type) {
    return new ResourcePath(type, team);
  }

  /**
   * Reads the wire form. Every path has exactly one, compared byte for byte (T-33, T-34): nothing
   * is decoded, folded or trimmed.
   *
   * @return the path, or empty if the text is not one
   */
  public static Optional<ResourcePath> parse(String text) {
    if (!text.startsWith(TEAMS)) {
      return ResourceType.fromWireName(text).map(ResourcePath::all);
    }
    int slash = TEAMS.length() + UUID_LENGTH;
    if (text.length() <= slash || text.charAt(slash) != '/') {
      return Optional.empty();
    }
    return parseTeam(text.substring(TEAMS.length(), slash))
        .flatMap(
            team ->
                ResourceType.fromWireName(text.substring(slash + 1))
                    .map(type -> ofTeam(team, type)));
  }

  /**
   * Reads a team id in its canonical form, 36 characters in lower case. {@link UUID#fromString}
   * alone would also take {@code 1-1-1-1-1} and capitals.
   */
  static Optional<UUID> parseTeam(String text) {
    if (text.length() != UUID_LENGTH) {
      return Optional.empty();
    }
    try {
      UUID team = UUID.fromString(text);
      return team.toString().equals(text) ? Optional.of(team) : Optional.empty();
    } catch (IllegalArgumentException notAUuid) {
      return Optional.empty();
    }
  }

  /** By type in the order of {@link ResourceType}; within a type the plain path, then the teams. */
  @Override
  public int compareTo(ResourcePath other) {
    return ORDER.compare(this, other);
  }

  /** The wire form, which {@link #parse} reads. */
  @Override
  public String toString() {
    return team == null ? type.wireName() : TEAMS + team + '/' + type.wireName();
  }
}
