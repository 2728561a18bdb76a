package mosaic.cli.imports.icalendar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mosaic.cli.imports.ByteLines;
import mosaic.cli.imports.DerivedKey;
import mosaic.cli.imports.ImportItem;
import mosaic.cli.imports.Importing;
import mosaic.cli.imports.ItemRules;
import mosaic.cli.imports.Place;
import mosaic.cli.imports.Remark;
import mosaic.cli.imports.SeenKeys;
import org.jspecify.annotations.Nullable;

/** Makes a task of each to-do. What tasks have no field for goes below the body, or is counted. */
final class ToDoItems {
  private static final String NO_TEXT = "(no text)";

  /** What a task says in its own way, and what is about the file rather than the to-do. */
  private static final Set<String> KNOWN =
      Set.of(
          "SUMMARY",
          "DESCRIPTION",
          "STATUS",
          "COMPLETED",
          "PERCENT-COMPLETE",
          "UID",
          "RECURRENCE-ID",
          "DUE",
          "RRULE",
          "DTSTAMP",
          "CREATED",
          "LAST-MODIFIED",
          "SEQUENCE");

  private static final Pattern MOMENT =
      Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(?:T(\\d{2})(\\d{2})\\d{2}(Z?))?");

  private final @Nullable String team;

  /**
   * @param team of all tasks; null for personal ones
   */
  ToDoItems(@Nullable String team) {
    this.team = team;
  }

  /** Stores what a file holds. */
  CalendarComponents.Listener of(Importing into) {
    return new Storing(into);
  }

  private final class Storing implements CalendarComponents.Listener {
    private final Importing into;
    private final SeenKeys seen = new SeenKeys();

    Storing(Importing into) {
      this.into = into;
    }

    @Override
    public void toDo(long line, String version, byte[] content) {
      Optional<String> text = ByteLines.utf8(content);
      if (text.isEmpty()) {
        brokenToDo(line, "not UTF-8 text; `iconv -f ISO-8859-1 -t UTF-8` may convert the file");
        return;
      }
      into.countUnit();
      Place place = new Place.Line(line);
      ToDo toDo = ToDo.parse(version, text.get());
      ImportItem item = item(place, toDo, team);
      Optional<String> refusal = ItemRules.refusal(item).or(() -> repeated(item.key(), line));
      if (refusal.isPresent()) {
        into.skip(place, refusal.get());
      } else {
        remark(toDo);
        into.store(item);
      }
    }

    private Optional<String> repeated(String key, long line) {
      OptionalLong earlier = seen.add(key, line);
      return earlier.isPresent()
          ? Optional.of("the same to-do as on line " + earlier.getAsLong() + ", by its UID or text")
          : Optional.empty();
    }

    private void remark(ToDo toDo) {
      for (String name : List.of("DUE", "RRULE")) {
        if (!toDo.value(name).isEmpty()) {
          into.remark(Remark.IN_THE_BODY, lower(name));
        }
      }
      toDo.others(KNOWN).forEach(name -> into.remark(Remark.NOT_CARRIED, lower(name)));
      for (int i = 0; i < toDo.unreadable(); i++) {
        into.remark(Remark.NOT_CARRIED, "unreadable line");
      }
    }

    @Override
    public void brokenToDo(long line, String reason) {
      into.countUnit();
      into.skip(new Place.Line(line), reason);
    }

    @Override
    public void broken(long line, String reason) {
      into.skip(new Place.Line(line), reason);
    }

    @Override
    public void other(String component) {
      into.remark(Remark.PASSED_OVER, lower(component));
    }
  }

  private static ImportItem item(Place place, ToDo toDo, @Nullable String team) {
    String description = toDo.text("DESCRIPTION");
    String summary = toDo.text("SUMMARY");
    String whole =
        summary.isEmpty() ? description.lines().findFirst().orElse(NO_TEXT).strip() : summary;
    int end = ItemRules.titleEnd(whole);
    String title = whole.substring(0, end);
    String body = body(whole.substring(end), description, toDo);
    String uid = toDo.text("UID");
    String occurrence = toDo.value("RECURRENCE-ID");
    String key =
        uid.isEmpty()
            ? DerivedKey.ofText(title, body)
            : occurrence.isEmpty() ? uid : uid + "#" + occurrence;
    return ImportItem.task(place, key, title, body, isDone(toDo), team, null);
  }

  private static boolean isDone(ToDo toDo) {
    return switch (toDo.value("STATUS").toUpperCase(Locale.ROOT)) {
      case "COMPLETED", "CANCELLED" -> true;
      case "" -> !toDo.value("COMPLETED").isEmpty() || toDo.value("PERCENT-COMPLETE").equals("100");
      default -> false;
    };
  }

  private static String body(String restOfTitle, String description, ToDo toDo) {
    List<String> parts = new ArrayList<>();
    addIfPresent(parts, "", restOfTitle);
    addIfPresent(parts, "", description);
    List<String> facts = new ArrayList<>();
    addIfPresent(facts, "Due: ", moment(toDo, "DUE"));
    addIfPresent(facts, "Repeats: ", toDo.value("RRULE"));
    if (toDo.value("STATUS").equalsIgnoreCase("CANCELLED")) {
      facts.add("Cancelled");
    }
    addIfPresent(parts, "", String.join("\n", facts));
    return String.join("\n\n", parts);
  }

  private static void addIfPresent(List<String> lines, String name, String value) {
    if (!value.isEmpty()) {
      lines.add(name + value);
    }
  }

  /** {@code 2026-12-01 17:00 Europe/Berlin}; as it stands in the file when it is no moment. */
  private static String moment(ToDo toDo, String name) {
    String value = toDo.value(name);
    Matcher moment = MOMENT.matcher(value);
    if (!moment.matches()) {
      return value;
    }
    String day = moment.group(1) + "-" + moment.group(2) + "-" + moment.group(3);
    if (moment.group(4) == null) {
      return day;
    }
    String zone = moment.group(6).isEmpty() ? toDo.parameter(name, "TZID").orElse("") : "UTC";
    return (day + " " + moment.group(4) + ":" + moment.group(5) + " " + zone).strip();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
