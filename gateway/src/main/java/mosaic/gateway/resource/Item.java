package mosaic.gateway.resource;

import java.time.Instant;
import java.util.UUID;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * One native row, as its reader may see it.
 *
 * @param type what it is
 * @param id its id
 * @param title 1…500 characters
 * @param body up to 1 MiB, may be empty
 * @param status {@code open} or {@code done}; tasks only
 * @param noteId the note that a task came from; tasks only
 * @param ownerId who owns it
 * @param teamId the team it belongs to; null when it is personal
 * @param createdAt when it was made
 * @param updatedAt when it last changed
 * @param secret credentials and API keys only, opened, and only for their owner
 */
public record Item(
    ResourceType type,
    UUID id,
    String title,
    String body,
    @Nullable String status,
    @Nullable UUID noteId,
    UUID ownerId,
    @Nullable UUID teamId,
    Instant createdAt,
    Instant updatedAt,
    @Nullable String secret) {

  @Override
  public String toString() {
    return "Item[" + type.wireName() + "/" + id + "]";
  }
}
