package mosaic.gateway.resource;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mosaic.gateway.resource.Selection.Own;
import mosaic.gateway.wire.WireId;
import org.jspecify.annotations.Nullable;

/** Which rows a list keeps of those that may be seen, by the team they belong to. */
public sealed interface TeamFilter {
  /** How {@link Personal} is written. */
  String NONE = "none";

  /** Rows of no team. */
  record Personal() implements TeamFilter {}

  /** Rows of this team. */
  record Only(UUID team) implements TeamFilter {}

  /** The value of {@code team}. */
  default String wireName() {
    return switch (this) {
      case Personal() -> NONE;
      case Only(UUID team) -> team.toString();
    };
  }

  /** Whether a row of this team, or of none, is kept. */
  default boolean keeps(@Nullable UUID rowsTeam) {
    return switch (this) {
      case Personal() -> rowsTeam == null;
      case Only(UUID team) -> team.equals(rowsTeam);
    };
  }

  /**
   * What is left of a selection. A team that it does not have leaves nothing, be it one of others
   * or one that there is not: no row is looked at, so that not even time tells which.
   */
  default Selection within(Selection selection) {
    return switch (this) {
      case Personal() ->
          new Selection(
              selection.type(), selection.own() == Own.NONE ? Own.NONE : Own.PERSONAL, Set.of());
      case Only(UUID team) ->
          new Selection(
              selection.type(),
              Own.NONE,
              selection.teams().contains(team) ? Set.of(team) : Set.of());
    };
  }

  /** The filter that is written so. */
  static Optional<TeamFilter> fromWireName(String text) {
    return text.equals(NONE) ? Optional.of(new Personal()) : WireId.parse(text).map(Only::new);
  }
}
