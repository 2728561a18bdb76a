package mosaic.gateway.identity;

import mosaic.gateway.problem.Field;
import org.jspecify.annotations.Nullable;

/** The name of a team: 1–128 characters, none of them a control character. */
public record TeamName(String text) {
  private static final int MOST_CHARACTERS = 128;

  /** Takes valid names only. */
  public TeamName {
    int characters = text.codePointCount(0, text.length());
    if (characters < 1 || characters > MOST_CHARACTERS || hasControl(text)) {
      throw new IllegalArgumentException("not a team name");
    }
  }

  /** Reads a name from a request. */
  public static TeamName read(Field field, @Nullable String text) {
    String name = field.text(text, MOST_CHARACTERS);
    if (hasControl(name)) {
      throw field.refused("has a control character");
    }
    return new TeamName(name);
  }

  private static boolean hasControl(String text) {
    return text.codePoints().anyMatch(Character::isISOControl);
  }

  @Override
  public String toString() {
    return text;
  }
}
