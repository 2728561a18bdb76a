package mosaic.cli.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import mosaic.cli.json.Json;
import mosaic.cli.row.Resource;
import org.jspecify.annotations.Nullable;

/**
 * One item of {@code POST /api/v1/imports}.
 *
 * @param place where it comes from
 * @param key names it among its owner's rows of that resource, again and again
 * @param body may be empty
 * @param status {@code open} or {@code done}; null for what is no task
 * @param team the name of the team it is to belong to; null for a personal row
 * @param noteKey the key of the note it came from; tasks only
 * @param secret credentials and API keys only; null leaves what is there
 */
public record ImportItem(
    Place place,
    Resource resource,
    String key,
    String title,
    String body,
    @Nullable String status,
    @Nullable String team,
    @Nullable String noteKey,
    @Nullable String secret) {
  public static final String OPEN = "open";
  public static final String DONE = "done";

  /** A note. */
  public static ImportItem note(
      Place place, String key, String title, String body, @Nullable String team) {
    return new ImportItem(place, Resource.NOTES, key, title, body, null, team, null, null);
  }

  /** A task. */
  public static ImportItem task(
      Place place,
      String key,
      String title,
      String body,
      boolean done,
      @Nullable String team,
      @Nullable String noteKey) {
    return new ImportItem(
        place, Resource.TASKS, key, title, body, done ? DONE : OPEN, team, noteKey, null);
  }

  boolean open() {
    return OPEN.equals(status);
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("resource", resource.path()).put("key", key);
    json.put("title", title);
    if (!body.isEmpty()) {
      json.put("body", body);
    }
    putIfPresent(json, "status", status);
    putIfPresent(json, "team", team);
    putIfPresent(json, "note_key", noteKey);
    putIfPresent(json, "secret", secret);
    return json;
  }

  private static void putIfPresent(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  /** The secret stays where it is. */
  @Override
  public String toString() {
    return "ImportItem[" + resource.path() + ", " + place + "]";
  }
}
