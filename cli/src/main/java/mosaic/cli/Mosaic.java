package mosaic.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mosaic.cli.gateway.Problem;
import mosaic.cli.terminal.SafeText;
import mosaic.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line of a gateway. */
@Command(
    name = "mosaic",
    description = "Read your own data at work from home, live, without a copy ever being kept.",
    commandListHeading = "%nCommands:%n",
    versionProvider = BuildVersion.Provider.class)
public final class Mosaic extends Group {
  private static final int HELP_WIDTH = 96;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version of this build; `mosaic version` shows more.")
  boolean version;

  /** Entry point. */
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess(System.getenv());
    int status = run(new Invocation(terminal, System.getenv(), Clock.systemUTC()), arguments);
    terminal.output().flush();
    System.exit(status);
  }

  /** Runs one command and returns its exit status. */
  public static int run(Invocation invocation, String... arguments) {
    CommandLine commandLine = commandLine(invocation, arguments);
    commandLine.setParameterExceptionHandler(
        (failure, typed) -> notUnderstood(invocation, failure, typed));
    commandLine.setExecutionExceptionHandler(
        (failure, _, _) -> FailurePrinter.print(invocation, asCommandFailure(failure)));
    return commandLine.execute(arguments);
  }

  private static CommandLine commandLine(Invocation invocation, String... arguments) {
    CommandLine commandLine = new CommandLine(new Mosaic());
    CommandTree.attach(commandLine, invocation, List.of(arguments));
    return configured(commandLine, invocation);
  }

  /** Every command, for those who want to look at all of them. */
  static CommandLine wholeCommandLine(Invocation invocation) {
    CommandLine commandLine = new CommandLine(new Mosaic());
    CommandTree.attachAll(commandLine, invocation);
    return configured(commandLine, invocation);
  }

  private static CommandLine configured(CommandLine commandLine, Invocation invocation) {
    commandLine.addMixin("global", invocation.options());
    commandLine
        .setOut(new PrintWriter(invocation.terminal().output(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(invocation.terminal().errors(), true, StandardCharsets.UTF_8))
        .setAllowSubcommandsAsOptionParameters(true)
        .setUsageHelpWidth(HELP_WIDTH)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    commandLine.getCommandSpec().usageMessage().footer(footer());
    return commandLine;
  }

  private static String[] footer() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Of the launcher script:");
    lines.addAll(LauncherCommands.help());
    lines.add("");
    lines.add("Exit status:");
    for (ExitCode code : ExitCode.values()) {
      lines.add("  " + code.status() + "  " + code.meaning());
    }
    lines.add("");
    lines.add("Example:");
    lines.add("  mosaic list tasks --source all");
    return lines.toArray(String[]::new);
  }

  private static int notUnderstood(
      Invocation invocation, ParameterException failure, String[] typed) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    if (asksForJson(typed)) {
      invocation.options().output = GlobalOptions.Output.json;
    }
    return FailurePrinter.print(
        invocation,
        CommandFailure.usage(
            "usage",
            "The command was not understood",
            SafeText.withoutSecrets(String.valueOf(failure.getMessage())),
            command + " --help"));
  }

  /** Options may not have been read when the mistake comes before them. */
  private static boolean asksForJson(String[] typed) {
    String line = String.join(" ", Arrays.asList(typed));
    return line.matches("(?s)(.* )?--output[ =]json( .*)?");
  }

  private static CommandFailure asCommandFailure(Exception failure) {
    return failure instanceof CommandFailure known
        ? known
        : new CommandFailure(
            ExitCode.REFUSED,
            Problem.local(
                "internal",
                "The command failed",
                failure instanceof IOException
                    ? String.valueOf(failure.getMessage())
                    : "an error in this program",
                "set MOSAIC_DEBUG=1 to see where"),
            failure);
  }
}
