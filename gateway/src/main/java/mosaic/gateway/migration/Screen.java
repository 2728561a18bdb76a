package mosaic.gateway.migration;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.Tier;
import org.jspecify.annotations.Nullable;

/** What the person at the command line sees: results on standard output, the rest beside it. */
final class Screen {
  private final PrintStream output;
  private final PrintStream errors;
  private final @Nullable Console console;

  Screen(PrintStream output, PrintStream errors, @Nullable Console console) {
    this.output = output;
    this.errors = errors;
    this.console = console != null && console.isTerminal() ? console : null;
  }

  boolean canAsk() {
    return console != null;
  }

  /** Whether the answer was yes. */
  boolean agrees(String question) {
    if (console == null) {
      return false;
    }
    String answer = console.readLine("%s [y/N] ", question);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }

  void say(String line) {
    output.println(line);
    output.flush();
  }

  void note(String line) {
    errors.println("mosaic: " + line);
  }

  void refuse(StartRefused refused) {
    for (StartRefused.StartProblem problem : refused.problems()) {
      errors.println("mosaic: " + problem.cause());
      errors.println("  try: " + problem.remedy());
    }
  }

  void plan(Settings source, Settings target, Map<Table, Digest> held) {
    say("from  " + end(source));
    say("to    " + end(target));
    say("");
    say(String.format(Locale.ROOT, "  %-28s %12s", "table", "rows"));
    held.forEach(
        (table, digest) ->
            say(String.format(Locale.ROOT, "  %-28s %,12d", table.name(), digest.rows())));
    long rows = held.values().stream().mapToLong(Digest::rows).sum();
    say(String.format(Locale.ROOT, "  %-28s %,12d", "in all", rows));
    say("");
    say("The source is only read and stays as it is. It goes one way: what is written to the");
    say("migrated instance never comes back here.");
  }

  private static String end(Settings settings) {
    DatabaseConfig database = settings.database();
    String where =
        settings.tier() == Tier.LOCAL
            ? "its own PostgreSQL in " + settings.instance().dataDirectory().resolve("postgres")
            : "PostgreSQL at %s:%d, database %s"
                .formatted(database.host(), database.port(), database.name());
    return "%-10s  %s, %s"
        .formatted(settings.tier().configName(), settings.instance().serverName(), where);
  }

  /** A bar where somebody looks on; nothing where the output goes to a file. */
  @Nullable ProgressBar bar(String task, long rows) {
    return console == null
        ? null
        : new ProgressBarBuilder()
            .setTaskName(task)
            .setUnit(" rows", 1)
            .setInitialMax(rows)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(100)
            .setConsumer(new ConsoleProgressBarConsumer(errors))
            .build();
  }
}
