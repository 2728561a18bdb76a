package mosaic.cli.markdown;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Fields;
import mosaic.cli.terminal.SafeText;

/** What became of a folder. */
final class ImportReport {
  private static final List<String> OUTCOMES = List.of("created", "updated", "unchanged");
  private static final List<String> RESOURCES = List.of("notes", "tasks");

  private final boolean dryRun;
  private final List<Skipped> skipped = new ArrayList<>();
  private final ObjectNode stored = Json.object();
  private int files;
  private int notes;
  private int tasks;
  private int openTasks;
  private int teamsCreated;

  ImportReport(boolean dryRun) {
    this.dryRun = dryRun;
  }

  void skip(Skipped file) {
    skipped.add(file);
  }

  void count(List<ImportItem> items) {
    files++;
    for (ImportItem item : items) {
      switch (item) {
        case ImportItem.Note _ -> notes++;
        case ImportItem.Task task -> {
          tasks++;
          openTasks += task.done() ? 0 : 1;
        }
      }
    }
  }

  /** Adds the gateway's answer to one call. */
  void add(ObjectNode answer) {
    for (String resource : RESOURCES) {
      ObjectNode sum = stored.withObjectProperty(resource);
      JsonNode part = answer.path("by_resource").path(resource);
      for (String outcome : OUTCOMES) {
        sum.put(outcome, sum.path(outcome).asLong() + part.path(outcome).asLong());
      }
    }
    JsonNode teams = answer.path("teams_created");
    teamsCreated += teams.isArray() ? teams.size() : teams.asInt();
  }

  long stored() {
    long total = 0;
    for (JsonNode resource : stored) {
      for (JsonNode number : resource) {
        total += number.asLong();
      }
    }
    return total;
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("dry_run", dryRun);
    json.put("files", files + skipped.size()).put("files_read", files);
    json.put("notes", notes).put("tasks", tasks).put("tasks_open", openTasks);
    for (String outcome : OUTCOMES) {
      long total = 0;
      for (JsonNode resource : stored) {
        total += resource.path(outcome).asLong();
      }
      json.put(outcome, total);
    }
    json.set("by_resource", stored.deepCopy());
    json.put("teams_created", teamsCreated);
    ArrayNode list = json.putArray("skipped");
    skipped.forEach(file -> list.addObject().put("path", file.path()).put("reason", file.reason()));
    return json;
  }

  List<String> lines() {
    Fields fields =
        new Fields()
            .add("files", (files + skipped.size()) + ", " + skipped.size() + " skipped")
            .add("notes", notes + outcomes("notes"))
            .add(
                "tasks",
                tasks
                    + " ("
                    + openTasks
                    + " open, "
                    + (tasks - openTasks)
                    + " done)"
                    + outcomes("tasks"));
    if (teamsCreated > 0) {
      fields.add("teams", teamsCreated + " created");
    }
    List<String> lines = new ArrayList<>(fields.lines());
    for (Skipped file : skipped) {
      lines.add(SafeText.line("skipped " + file.path() + ": " + file.reason()));
    }
    if (dryRun) {
      lines.add("dry run: nothing was sent");
    }
    return lines;
  }

  private String outcomes(String resource) {
    if (dryRun) {
      return "";
    }
    JsonNode part = stored.path(resource);
    List<String> words = new ArrayList<>();
    OUTCOMES.forEach(outcome -> words.add(part.path(outcome).asLong() + " " + outcome));
    return ": " + String.join(", ", words);
  }
}
