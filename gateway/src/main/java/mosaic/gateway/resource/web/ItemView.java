package mosaic.gateway.resource.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.UUID;
import mosaic.gateway.resource.Item;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * An item as the user API shows it, tagged with where it came from.
 *
 * @param source {@code local} or {@code federated:<peer host>}
 * @param resource the wire name of its type
 * @param id its id
 * @param title its title
 * @param body its text, may be empty
 * @param task what only tasks have; null, and its keys absent, for other types
 * @param ownerId who owns it
 * @param teamId its team; shown as null when it is personal
 * @param createdAt when it was made
 * @param updatedAt when it last changed
 * @param secret absent where the type has none or the reader is not the owner
 */
@JsonPropertyOrder({
  "_source",
  "resource",
  "id",
  "title",
  "body",
  "task",
  "owner_id",
  "team_id",
  "created_at",
  "updated_at",
  "secret"
})
public record ItemView(
    @JsonProperty("_source") String source,
    String resource,
    UUID id,
    String title,
    String body,
    @JsonUnwrapped @Nullable TaskFields task,
    UUID ownerId,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable UUID teamId,
    Instant createdAt,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {

  /** The source of this gateway's own rows. */
  public static final String LOCAL = "local";

  /**
   * What only tasks have.
   *
   * @param status {@code open} or {@code done}
   * @param noteId the note it came from; shown as null when there is none
   */
  @JsonPropertyOrder({"status", "note_id"})
  public record TaskFields(
      @Nullable String status, @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable UUID noteId) {}

  /** Shows an item of a source. */
  public static ItemView of(String source, Item item) {
    return new ItemView(
        source,
        item.type().wireName(),
        item.id(),
        item.title(),
        item.body(),
        item.type() == ResourceType.TASKS ? new TaskFields(item.status(), item.noteId()) : null,
        item.ownerId(),
        item.teamId(),
        item.createdAt(),
        item.updatedAt(),
        item.secret());
  }

  @Override
  public String toString() {
    return "ItemView[" + source + "/" + resource + "/" + id + "]";
  }
}
