package mosaic.gateway.resource;

import java.nio.charset.StandardCharsets;
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
 * @param secret for credentials and API keys only; null leaves what is there
 */
public record ImportItem(
    Field place,
    ResourceType type,
    String key,
    ItemText text,
    @Nullable String teamName,
    @Nullable String noteKey,
    @Nullable String secret) {
  private static final int MOST_KEY_CHARACTERS = 1024;

  /** What an index entry of PostgreSQL can hold; only keys that are mostly not ASCII get there. */
  private static final int MOST_KEY_BYTES = 2600;

  /** Takes valid keys only. */
  public ImportItem {
    Field keyField = place.member("key");
    int keyBytes = keyField.text(key, MOST_KEY_CHARACTERS).getBytes(StandardCharsets.UTF_8).length;
    if (keyBytes > MOST_KEY_BYTES) {
      throw keyField.refused(
          "has %d bytes; up to %d are allowed".formatted(keyBytes, MOST_KEY_BYTES));
    }
    Field noteField = place.member("note_key");
    if (noteKey != null) {
      noteField.text(noteKey, MOST_KEY_CHARACTERS);
    }
    noteField.absent(type == ResourceType.TASKS ? null : noteKey, "only tasks have it");
    ItemText.checkSecret(place.member("secret"), type, secret);
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
