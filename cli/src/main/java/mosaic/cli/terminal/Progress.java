package mosaic.cli.terminal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How far a long command is, on standard error: a bar on a terminal, about one line a second
 * elsewhere.
 */
public final class Progress implements AutoCloseable {
  private static final int BAR = 24;
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration NEXT_LINE = Duration.ofSeconds(1);

  private final Terminal terminal;
  private final Clock clock;
  private final String what;
  private final long total;
  private final Instant start;
  private Instant lastShown;

  /**
   * @param what is counted, in the plural
   * @param total where the end is; negative when nobody knows, and then there is no bar
   */
  public Progress(Terminal terminal, Clock clock, String what, long total) {
    this.terminal = terminal;
    this.clock = clock;
    this.what = what;
    this.total = total;
    this.start = clock.instant();
    this.lastShown = start;
  }

  /**
   * Shows this, unless something was shown just now.
   *
   * @param done how much of the total
   * @param count how many of what is counted
   */
  public void at(long done, long count) {
    Instant now = clock.instant();
    Duration since = Duration.between(lastShown, now);
    if (terminal.errorsOnTerminal()) {
      if (done == total || since.compareTo(REDRAW) >= 0) {
        lastShown = now;
        terminal.errors().print("\r" + bar(done) + text(done, count, now) + "\u001b[K");
        terminal.errors().flush();
      }
    } else if (since.compareTo(NEXT_LINE) >= 0) {
      lastShown = now;
      terminal.errors().println(text(done, count, now).strip());
    }
  }

  /** Clears the bar, so that what follows starts on an empty line. */
  @Override
  public void close() {
    if (terminal.errorsOnTerminal()) {
      terminal.errors().print("\r\u001b[K");
      terminal.errors().flush();
    }
  }

  private String bar(long done) {
    if (total < 0) {
      return "";
    }
    int filled = total == 0 ? BAR : (int) Math.min(BAR, BAR * done / total);
    return "[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] ";
  }

  private String text(long done, long count, Instant now) {
    String part =
        total <= 0 ? "" : String.format(Locale.ROOT, "%3d %%, ", Math.min(100, 100 * done / total));
    return String.format(
        Locale.ROOT,
        "%s%d %s, %.1f s",
        part,
        count,
        what,
        Duration.between(start, now).toMillis() / 1000.0);
  }
}
