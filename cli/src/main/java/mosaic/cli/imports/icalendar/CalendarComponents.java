package mosaic.cli.imports.icalendar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.LongConsumer;
import mosaic.cli.CommandFailure;
import org.jspecify.annotations.Nullable;

/**
 * The components of the calendars of a file (RFC 5545, 3.4 and 3.6), one at a time: no more than
 * one is held, and a broken one spoils no other.
 */
final class CalendarComponents {
  static final int MOST_BYTES = 4 << 20;

  private static final String CALENDAR = "VCALENDAR";
  private static final String TO_DO = "VTODO";
  private static final String TIME_ZONE = "VTIMEZONE";
  private static final int DEEPEST = 8;

  /** What never stands within another component: where one begins there, that one lacks its end. */
  private static final Set<String> OUTERMOST =
      Set.of(CALENDAR, TO_DO, TIME_ZONE, "VEVENT", "VJOURNAL", "VFREEBUSY");

  private final String file;
  private final ContentLines lines;
  private final Listener listener;
  private boolean anyCalendar;
  private boolean strayReported;
  private @Nullable Calendar calendar;
  private @Nullable Open open;

  /** Is told of what a file holds. */
  interface Listener {
    /**
     * A whole to-do.
     *
     * @param version of its calendar's format, {@code 1.0} or {@code 2.0}
     * @param content its unfolded lines
     */
    void toDo(long line, String version, byte[] content);

    /** A to-do of which no more than that is known. */
    void brokenToDo(long line, String reason);

    /** Something that should not be there. */
    void broken(long line, String reason);

    /** A whole component of another kind, such as {@code VEVENT}. */
    void other(String component);
  }

  private static final class Calendar {
    private final long line;
    private String version = "2.0";

    Calendar(long line) {
      this.line = line;
    }
  }

  private static final class Open {
    private final String name;
    private final long line;
    private final Deque<String> inner = new ArrayDeque<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable String fault;

    Open(String name, long line) {
      this.name = name;
      this.line = line;
    }

    /** Only the first is told: the others may come of it. */
    void fault(String reason) {
      fault = fault == null ? reason : fault;
    }

    void keep(ContentLines lines) {
      if (!name.equals(TO_DO) || fault != null) {
        return;
      }
      byte[] bytes = lines.bytes();
      if (lines.tooLong() || content.size() + bytes.length > MOST_BYTES) {
        fault("larger than 4 MiB");
        return;
      }
      content.writeBytes(bytes);
      content.write('\r');
      content.write('\n');
    }
  }

  /**
   * @param file its name, for messages
   */
  CalendarComponents(String file, InputStream in, Listener listener) {
    this.file = file;
    this.lines = new ContentLines(in, MOST_BYTES);
    this.listener = listener;
  }

  /**
   * Reads to the end.
   *
   * @param progress is told how many bytes were read
   * @throws CommandFailure when it is no iCalendar file
   */
  void read(LongConsumer progress) throws IOException {
    while (lines.next()) {
      if (open != null) {
        inComponent(open);
      } else if (calendar != null) {
        inCalendar(calendar);
      } else {
        outside();
      }
      progress.accept(lines.position());
    }
    if (open != null) {
      unfinished(open);
    }
    if (calendar != null) {
      listener.broken(calendar.line, "VCALENDAR has no end: the file may be cut off");
    }
    if (!anyCalendar) {
      throw notCalendar("it has no BEGIN:VCALENDAR");
    }
  }

  private void outside() {
    if (withoutMark(lines.begins(), lines.start()).equals(CALENDAR)) {
      calendar = new Calendar(lines.number());
      anyCalendar = true;
      strayReported = false;
    } else if (!lines.isBlank()) {
      if (!anyCalendar) {
        boolean utf16 =
            lines.start().startsWith("\u00FE\u00FF") || lines.start().startsWith("\u00FF\u00FE");
        throw notCalendar(
            utf16
                ? "it is UTF-16, not UTF-8; `iconv -f UTF-16 -t UTF-8` converts it"
                : "line " + lines.number() + " is not BEGIN:VCALENDAR");
      }
      if (!strayReported) {
        strayReported = true;
        listener.broken(lines.number(), "outside of any VCALENDAR");
      }
    }
  }

  /** A byte order mark may stand before the first line. */
  private static String withoutMark(String begins, String start) {
    return begins.isEmpty() && start.equalsIgnoreCase("\u00EF\u00BB\u00BFBEGIN:" + CALENDAR)
        ? CALENDAR
        : begins;
  }

  private CommandFailure notCalendar(String reason) {
    return CommandFailure.usage(
        "file-unusable", "The file is no iCalendar file", file + ": " + reason, "");
  }

  private void inCalendar(Calendar current) {
    String begins = lines.begins();
    String ends = lines.ends();
    if (begins.equals(CALENDAR)) {
      listener.broken(current.line, "VCALENDAR has no end before the next one begins");
      calendar = new Calendar(lines.number());
    } else if (ends.equals(CALENDAR)) {
      calendar = null;
    } else if (!begins.isEmpty()) {
      Open begun = new Open(begins, lines.number());
      begun.keep(lines);
      open = begun;
    } else if (!ends.isEmpty()) {
      listener.broken(lines.number(), "END:" + ends + " without its BEGIN");
    } else if (lines.start().equalsIgnoreCase("VERSION:1.0")) {
      current.version = "1.0";
    }
  }

  private void inComponent(Open current) {
    String begins = lines.begins();
    String ends = lines.ends();
    if (OUTERMOST.contains(begins) || ends.equals(CALENDAR)) {
      unfinished(current);
      if (calendar != null) {
        inCalendar(calendar);
      }
      return;
    }
    current.keep(lines);
    if (!begins.isEmpty()) {
      if (current.inner.size() == DEEPEST) {
        current.fault("nested deeper than " + DEEPEST);
      } else {
        current.inner.push(begins);
      }
    } else if (ends.equals(current.name)) {
      if (!current.inner.isEmpty()) {
        current.fault(current.inner.peek() + " in it has no end");
      }
      finished(current);
    } else if (!ends.isEmpty()) {
      if (ends.equals(current.inner.peek())) {
        current.inner.pop();
      } else {
        current.fault("line " + lines.number() + ": END:" + ends + " without its BEGIN");
      }
    }
  }

  private void finished(Open current) {
    open = null;
    if (current.fault != null) {
      fault(current, current.fault);
    } else if (current.name.equals(TO_DO)) {
      String version = calendar == null ? "2.0" : calendar.version;
      listener.toDo(current.line, version, current.content.toByteArray());
    } else if (!current.name.equals(TIME_ZONE)) {
      listener.other(current.name);
    }
  }

  private void unfinished(Open current) {
    open = null;
    fault(current, current.name + " has no end");
  }

  private void fault(Open current, String reason) {
    if (current.name.equals(TO_DO)) {
      listener.brokenToDo(current.line, reason);
    } else {
      listener.broken(current.line, reason);
    }
  }
}
