package mosaic.cli.imports;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import mosaic.cli.row.Resource;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway takes as an item (docs/federation/USER-API.md). Checked here as well: a gateway
 * refuses a whole call for one bad item, and knows nothing of lines.
 */
public final class ItemRules {
  public static final int LONGEST_TITLE = 500;
  public static final int LONGEST_KEY = 1024;
  public static final int LONGEST_TEAM = 128;
  private static final int MOST_KEY_BYTES = 2600;
  private static final int MOST_BODY_BYTES = 1 << 20;
  private static final int MOST_SECRET_BYTES = 16 << 10;

  private ItemRules() {}

  /** Why a gateway would refuse this item, if it would. */
  public static Optional<String> refusal(ImportItem item) {
    boolean task = item.resource() == Resource.TASKS;
    boolean sensitive =
        item.resource() == Resource.CREDENTIALS || item.resource() == Resource.API_KEYS;
    return first(
        characters("key", item.key(), LONGEST_KEY),
        bytes("key", item.key(), MOST_KEY_BYTES),
        characters("title", item.title(), LONGEST_TITLE),
        bytes("title", item.title(), 4 * LONGEST_TITLE),
        bytes("body", item.body(), MOST_BODY_BYTES),
        only(task, "status", item.status(), "tasks have it"),
        status(item.status()),
        only(task, "note_key", item.noteKey(), "tasks have it"),
        characters("note_key", item.noteKey(), LONGEST_KEY),
        bytes("note_key", item.noteKey(), MOST_KEY_BYTES),
        team(item.team()),
        only(sensitive, "secret", item.secret(), "credentials and api_keys have it"),
        characters("secret", item.secret(), MOST_SECRET_BYTES),
        bytes("secret", item.secret(), MOST_SECRET_BYTES));
  }

  /** Why this cannot be the name of a team, if it cannot. */
  static Optional<String> team(@Nullable String name) {
    return first(
        characters("team", name, LONGEST_TEAM),
        bytes("team", name, 4 * LONGEST_TEAM),
        name != null && name.chars().anyMatch(Character::isISOControl)
            ? Optional.of("team holds a control character")
            : Optional.empty());
  }

  /** Where to cut a text so that it can be a title; never within a surrogate pair. */
  public static int titleEnd(String text) {
    if (text.length() <= LONGEST_TITLE) {
      return text.length();
    }
    return Character.isHighSurrogate(text.charAt(LONGEST_TITLE - 1))
        ? LONGEST_TITLE - 1
        : LONGEST_TITLE;
  }

  @SafeVarargs
  private static Optional<String> first(Optional<String>... reasons) {
    for (Optional<String> reason : reasons) {
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> only(
      boolean allowed, String name, @Nullable String value, String who) {
    return allowed || value == null ? Optional.empty() : Optional.of(name + ": only " + who);
  }

  private static Optional<String> status(@Nullable String status) {
    return status == null || status.equals(ImportItem.OPEN) || status.equals(ImportItem.DONE)
        ? Optional.empty()
        : Optional.of("status is neither open nor done");
  }

  private static Optional<String> characters(String name, @Nullable String value, int most) {
    if (value == null) {
      return Optional.empty();
    }
    int characters = value.codePointCount(0, value.length());
    return characters < 1 || characters > most
        ? Optional.of("%s has %d characters; 1 to %d are allowed".formatted(name, characters, most))
        : Optional.empty();
  }

  private static Optional<String> bytes(String name, @Nullable String value, int most) {
    if (value == null) {
      return Optional.empty();
    }
    if (value.indexOf('\0') >= 0) {
      return Optional.of(name + " holds a NUL character");
    }
    if (value.codePoints().anyMatch(ItemRules::isHalfCharacter)) {
      return Optional.of(name + " holds half a character (an unpaired surrogate)");
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    return bytes > most
        ? Optional.of("%s has %d bytes; up to %d are allowed".formatted(name, bytes, most))
        : Optional.empty();
  }

  private static boolean isHalfCharacter(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }
}
