package mosaic.cli.markdown;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import mosaic.cli.json.Json;

/** One item of {@code POST /api/v1/imports}. */
sealed interface ImportItem {
  ObjectNode json();

  /** A whole file. */
  record Note(String key, String title, String body, Optional<String> team) implements ImportItem {
    @Override
    public ObjectNode json() {
      ObjectNode json = Json.object().put("resource", "notes").put("key", key);
      json.put("title", title).put("body", body);
      team.ifPresent(name -> json.put("team", name));
      return json;
    }
  }

  /** One task list item of a file. */
  record Task(
      String key, String title, String rest, boolean done, String noteKey, Optional<String> team)
      implements ImportItem {
    @Override
    public ObjectNode json() {
      ObjectNode json = Json.object().put("resource", "tasks").put("key", key);
      json.put("title", title);
      if (!rest.isEmpty()) {
        json.put("body", rest);
      }
      json.put("status", done ? "done" : "open").put("note_key", noteKey);
      team.ifPresent(name -> json.put("team", name));
      return json;
    }
  }
}
