package mosaic.gateway.resource;

import java.util.Optional;
import mosaic.gateway.problem.Field;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * One item of an import, checked as far as that goes without the database.
 *
 * @param place where it stands in the request, for messages
 * @param key names it among the owner's rows of its type, 1–1024 characters
 * @param teamName the team it is to belong to; null for a personal row
 * @param noteKey the key of the note it came from; tasks only
 */
public record ImportItem(
    Field place,
    ResourceType type,
    String key,
    ItemText text,
    @Nullable String teamName,
    @Nullable String noteKey) {
  private static final int MOST_KEY_CHARACTERS = 1024;

  /** Takes valid keys only. */
  public ImportItem {
    place.member("key").text(key, MOST_KEY_CHARACTERS);
    Field noteField = place.member("note_key");
    if (noteKey != null) {
      noteField.text(noteKey, MOST_KEY_CHARACTERS);
    }
    noteField.absent(type == ResourceType.TASKS ? null : noteKey, "only tasks have it");
  }

  /** The team it is to belong to, if any. */
  public Optional<String> team() {
    return Optional.ofNullable(teamName);
  }

  @Override
  public String toString() {
    return "ImportItem[" + place.path() + "]";
  }
}
