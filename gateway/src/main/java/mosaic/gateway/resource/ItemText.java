package mosaic.gateway.resource;

import java.nio.charset.StandardCharsets;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What the author of a row writes into it, checked.
 *
 * @param title 1–500 characters
 * @param body up to 1 MiB of UTF-8
 * @param status {@code open} or {@code done}; null for what is no task
 */
public record ItemText(String title, String body, @Nullable String status) {
  private static final int MOST_TITLE_CHARACTERS = 500;
  private static final int MOST_BODY_BYTES = 1024 * 1024;
  private static final int MOST_SECRET_BYTES = 16 * 1024;
  private static final String OPEN = "open";
  private static final String DONE = "done";

  /**
   * Reads the text of a row from a request.
   *
   * @param place the object that has these keys
   */
  public static ItemText read(
      Field place,
      ResourceType type,
      @Nullable String title,
      @Nullable String body,
      @Nullable String status) {
    return new ItemText(
        place.member("title").text(title, MOST_TITLE_CHARACTERS),
        body(place.member("body"), body == null ? "" : body),
        status(place.member("status"), type, status));
  }

  /**
   * Checks the secret of a row, which is no text of it and kept apart.
   *
   * @throws ProblemException when the type has none, or it is empty or larger than 16 KiB
   */
  static void checkSecret(Field field, ResourceType type, @Nullable String secret) {
    if (secret == null) {
      return;
    }
    if (!type.sensitive()) {
      throw field.refused("only credentials and api_keys have it");
    }
    int bytes = field.storable(secret).getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > MOST_SECRET_BYTES) {
      throw field.refused("has %d bytes; 1 to %d are allowed".formatted(bytes, MOST_SECRET_BYTES));
    }
  }

  private static String body(Field field, String body) {
    int bytes = field.storable(body).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BODY_BYTES) {
      throw field.refused("has %d bytes; up to %d are allowed".formatted(bytes, MOST_BODY_BYTES));
    }
    return body;
  }

  private static @Nullable String status(Field field, ResourceType type, @Nullable String status) {
    if (type != ResourceType.TASKS) {
      field.absent(status, "only tasks have a status");
      return null;
    }
    if (status == null) {
      return OPEN;
    }
    return switch (status) {
      case OPEN, DONE -> status;
      default ->
          throw field.refused(Field.quoted(status) + " is no status; there are open and done");
    };
  }

  @Override
  public String toString() {
    return "ItemText[redacted]";
  }
}
