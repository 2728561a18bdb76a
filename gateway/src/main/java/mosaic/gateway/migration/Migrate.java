package mosaic.gateway.migration;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mosaic migrate}. Runs beside the gateway, with its classes, and ends. */
@Command(
    name = "mosaic migrate",
    description = "Move an instance.",
    mixinStandardHelpOptions = true,
    subcommands = TierCommand.class)
public final class Migrate implements Callable<Integer> {
  private static final int HELP_WIDTH = 96;

  @Spec @Nullable CommandSpec spec;

  /** Only the command line makes one. */
  private Migrate() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String... arguments) {
    CommandLine commandLine =
        new CommandLine(new Migrate())
            .setUsageHelpWidth(HELP_WIDTH)
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    System.exit(commandLine.execute(arguments));
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("not called by a command line");
    }
    throw new ParameterException(spec.commandLine(), "mosaic: it is not said what to migrate");
  }
}
