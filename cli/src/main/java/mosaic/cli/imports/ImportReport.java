package mosaic.cli.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mosaic.cli.json.Json;
import mosaic.cli.row.Resource;
import mosaic.cli.terminal.Fields;
import mosaic.cli.terminal.SafeText;

/** What became of the input of an import. */
final class ImportReport {
  /** Beyond this, what was skipped is only counted. */
  static final int MOST_SKIPPED_SHOWN = 1000;

  /** Names come from the input: those beyond this number and length are counted together. */
  static final int MOST_REMARKS = 100;

  static final int LONGEST_REMARK = 64;

  private static final List<String> OUTCOMES = List.of("created", "updated", "unchanged");

  private final Unit unit;
  private final boolean dryRun;
  private final List<Skipped> shown = new ArrayList<>();
  private final Map<Resource, Integer> items = new LinkedHashMap<>();
  private final Map<Remark, Map<String, Integer>> remarks = new EnumMap<>(Remark.class);
  private final ObjectNode stored = Json.object();
  private long units;
  private long skipped;
  private int openTasks;
  private int teamsCreated;

  ImportReport(Unit unit, boolean dryRun) {
    this.unit = unit;
    this.dryRun = dryRun;
  }

  void countUnit() {
    units++;
  }

  long units() {
    return units;
  }

  void skip(Skipped what) {
    skipped++;
    if (shown.size() < MOST_SKIPPED_SHOWN) {
      shown.add(what);
    }
  }

  long skipped() {
    return skipped;
  }

  void count(ImportItem item) {
    items.merge(item.resource(), 1, Integer::sum);
    openTasks += item.open() ? 1 : 0;
  }

  /** The gateway refused an item that was counted. */
  void refused(ImportItem item, String reason) {
    items.merge(item.resource(), -1, Integer::sum);
    openTasks -= item.open() ? 1 : 0;
    skip(new Skipped(item.place(), reason));
  }

  boolean nothingToStore() {
    return items.values().stream().allMatch(number -> number == 0);
  }

  void remark(Remark remark, String what) {
    Map<String, Integer> counts = remarks.computeIfAbsent(remark, _ -> new TreeMap<>());
    boolean named =
        what.length() <= LONGEST_REMARK
            && (counts.size() < MOST_REMARKS || counts.containsKey(what));
    counts.merge(named ? what : "others", 1, Integer::sum);
  }

  /** Adds the gateway's answer to one call. */
  void add(ObjectNode answer) {
    for (Resource resource : Resource.values()) {
      JsonNode part = answer.path("by_resource").path(resource.path());
      if (part.isObject()) {
        ObjectNode sum = stored.withObjectProperty(resource.path());
        for (String outcome : OUTCOMES) {
          sum.put(outcome, sum.path(outcome).asLong() + part.path(outcome).asLong());
        }
      }
    }
    JsonNode teams = answer.path("teams_created");
    teamsCreated += teams.isArray() ? teams.size() : teams.asInt();
  }

  long stored() {
    return OUTCOMES.stream().mapToLong(this::total).sum();
  }

  private long total(String outcome) {
    long total = 0;
    for (JsonNode resource : stored) {
      total += resource.path(outcome).asLong();
    }
    return total;
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("dry_run", dryRun).put(unit.member(), units);
    items.forEach((resource, number) -> json.put(resource.path(), number));
    if (items.containsKey(Resource.TASKS)) {
      json.put("tasks_open", openTasks);
    }
    OUTCOMES.forEach(outcome -> json.put(outcome, total(outcome)));
    json.set("by_resource", stored.deepCopy());
    json.put("teams_created", teamsCreated);
    remarks.forEach(
        (remark, counts) -> {
          ObjectNode object = json.putObject(remark.member());
          counts.forEach(object::put);
        });
    json.put("skipped_count", skipped);
    ArrayNode list = json.putArray("skipped");
    for (Skipped one : shown) {
      ObjectNode entry = list.addObject();
      one.place().addTo(entry);
      entry.put("reason", one.reason());
    }
    return json;
  }

  List<String> lines() {
    Fields fields = new Fields().add(unit.plural(), units + ", " + skipped + " skipped");
    items.forEach(
        (resource, number) -> fields.add(resource.path(), number + state(resource, number)));
    if (teamsCreated > 0) {
      fields.add("teams", teamsCreated + " created");
    }
    remarks.forEach((remark, counts) -> fields.add(remark.words(), list(counts)));
    List<String> lines = new ArrayList<>(fields.lines());
    for (Skipped one : shown) {
      lines.add(SafeText.line("skipped " + one.place() + ": " + one.reason()));
    }
    if (skipped > shown.size()) {
      lines.add("skipped " + (skipped - shown.size()) + " more");
    }
    if (dryRun) {
      lines.add("dry run: nothing was sent");
    }
    return lines;
  }

  private String state(Resource resource, int number) {
    String open =
        resource == Resource.TASKS
            ? " (" + openTasks + " open, " + (number - openTasks) + " done)"
            : "";
    if (dryRun) {
      return open;
    }
    JsonNode part = stored.path(resource.path());
    List<String> words = new ArrayList<>();
    OUTCOMES.forEach(outcome -> words.add(part.path(outcome).asLong() + " " + outcome));
    return open + ": " + String.join(", ", words);
  }

  private static String list(Map<String, Integer> counts) {
    List<String> words = new ArrayList<>();
    counts.forEach((what, number) -> words.add(what + " " + number));
    return SafeText.line(String.join(", ", words));
  }
}
