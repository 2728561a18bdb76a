package mosaic.cli.terminal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How far a long command is: a bar on a terminal, about one line a second elsewhere. */
public final class Progress implements AutoCloseable {
  private static final int BAR = 24;
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration NEXT_LINE = Duration.ofSeconds(1);

  private final Terminal terminal;
  private final Clock clock;
  private final String what;
  private final int total;
  private final Instant start;
  private Instant lastShown;

  public Progress(Terminal terminal, Clock clock, String what, int total) {
    this.terminal = terminal;
    this.clock = clock;
    this.what = what;
    this.total = total;
    this.start = clock.instant();
    this.lastShown = start;
  }

  public void at(int done) {
    Instant now = clock.instant();
    Duration since = Duration.between(lastShown, now);
    if (terminal.errorsOnTerminal()) {
      if (done == total || since.compareTo(REDRAW) >= 0) {
        lastShown = now;
        terminal.errors().print("\r" + bar(done) + " " + text(done, now) + "\u001b[K");
        terminal.errors().flush();
      }
    } else if (since.compareTo(NEXT_LINE) >= 0) {
      lastShown = now;
      terminal.errors().println(text(done, now));
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

  private String bar(int done) {
    int filled = total == 0 ? BAR : (int) ((long) BAR * done / total);
    return "[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "]";
  }

  private String text(int done, Instant now) {
    return String.format(
        Locale.ROOT,
        "%d of %d %s, %.1f s",
        done,
        total,
        what,
        Duration.between(start, now).toMillis() / 1000.0);
  }
}
