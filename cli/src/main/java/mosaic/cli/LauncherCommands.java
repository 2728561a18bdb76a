package mosaic.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The commands that the launcher script runs itself, which never get here: known for help and
 * completion alone.
 */
@SuppressWarnings("UnusedVariable") // The options are there for their names.
final class LauncherCommands {
  private static final List<Object> ALL =
      List.of(
          new Serve(), new Migrate(), new Doctor(), new Demo(), new Build(), new TestEverything());

  private LauncherCommands() {}

  @Command(name = "serve", description = "Run a gateway in this process.")
  private static final class Serve {
    @Option(names = "--config")
    @Nullable Path config;

    @Option(names = "--set")
    @Nullable String setting;

    @Option(names = "--record-start")
    boolean recordStart;
  }

  @Command(name = "migrate", description = "Move an instance to another tier.")
  private static final class Migrate {
    @Option(names = "--to")
    @Nullable String tier;

    @Option(names = "--config")
    @Nullable Path config;

    @Option(names = "--target")
    @Nullable Path target;

    @Option(names = "--dry-run")
    boolean dryRun;

    @Option(names = "--yes")
    boolean yes;
  }

  @Command(
      name = "doctor",
      description = "What this instance needs, and its peers: green, yellow or red.")
  private static final class Doctor {
    @Option(names = "--config")
    @Nullable Path config;

    @Option(names = "--json")
    boolean json;
  }

  @Command(name = "demo", description = "Two gateways on this machine, and a tour of them.")
  private static final class Demo {
    @Option(names = "--exit")
    boolean exit;

    @Option(names = "--import")
    @Nullable Path folder;
  }

  @Command(name = "build", description = "Build what changed.")
  private static final class Build {}

  @Command(name = "test", description = "Build everything and run every check and test.")
  private static final class TestEverything {}

  static void attach(CommandLine root) {
    ALL.forEach(root::addSubcommand);
  }

  /** A line of help for each. */
  static List<String> help() {
    List<String> lines = new ArrayList<>();
    for (Object command : ALL) {
      Command words = command.getClass().getAnnotation(Command.class);
      lines.add("  %-12s  %s".formatted(words.name(), words.description()[0]));
    }
    return lines;
  }
}
