package mosaic.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mosaic.cli.federation.FederationCommand;
import mosaic.cli.federation.GrantCommands;
import mosaic.cli.federation.PeerCommands;
import mosaic.cli.gateway.Problem;
import mosaic.cli.markdown.ImportCommand;
import mosaic.cli.markdown.ImportMarkdownCommand;
import mosaic.cli.people.TeamCommand;
import mosaic.cli.people.UserCommand;
import mosaic.cli.row.CapabilitiesCommand;
import mosaic.cli.row.CreateCommand;
import mosaic.cli.row.DeleteCommand;
import mosaic.cli.row.GetCommand;
import mosaic.cli.row.ListCommand;
import mosaic.cli.signin.LoginCommand;
import mosaic.cli.signin.LogoutCommand;
import mosaic.cli.signin.TokenCommand;
import mosaic.cli.signin.WhoamiCommand;
import mosaic.cli.terminal.SafeText;
import mosaic.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line of a gateway. */
@Command(
    name = "mosaic",
    description = "Read your own data at work from home, live, without a copy ever being kept.",
    commandListHeading = "%nCommands:%n")
public final class Mosaic extends Group {
  private static final int HELP_WIDTH = 96;

  /** Entry point. */
  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess(System.getenv());
    int status = run(new Invocation(terminal, System.getenv(), Clock.systemUTC()), arguments);
    terminal.output().flush();
    System.exit(status);
  }

  /** Runs one command and returns its exit status. */
  public static int run(Invocation invocation, String... arguments) {
    CommandLine commandLine = commandLine(invocation);
    commandLine.setParameterExceptionHandler(
        (failure, typed) -> notUnderstood(invocation, failure, typed));
    commandLine.setExecutionExceptionHandler(
        (failure, _, _) -> FailurePrinter.print(invocation, asCommandFailure(failure)));
    return commandLine.execute(arguments);
  }

  static CommandLine commandLine(Invocation invocation) {
    CommandLine commandLine =
        new CommandLine(new Mosaic())
            .addSubcommand(new LoginCommand(invocation))
            .addSubcommand(new LogoutCommand(invocation))
            .addSubcommand(new WhoamiCommand(invocation))
            .addSubcommand(
                group(
                    new TokenCommand(),
                    new TokenCommand.ListTokens(invocation),
                    new TokenCommand.CreateToken(invocation),
                    new TokenCommand.RevokeToken(invocation)))
            .addSubcommand(new ListCommand(invocation))
            .addSubcommand(new GetCommand(invocation))
            .addSubcommand(new CreateCommand(invocation))
            .addSubcommand(new DeleteCommand(invocation))
            .addSubcommand(new CapabilitiesCommand(invocation))
            .addSubcommand(group(new ImportCommand(), new ImportMarkdownCommand(invocation)))
            .addSubcommand(
                group(
                    new UserCommand(),
                    new UserCommand.CreateUser(invocation),
                    new UserCommand.ListUsers(invocation),
                    new UserCommand.NewSignInCode(invocation)))
            .addSubcommand(
                group(
                    new TeamCommand(),
                    new TeamCommand.CreateTeam(invocation),
                    new TeamCommand.ListTeams(invocation),
                    new TeamCommand.AddMember(invocation),
                    new TeamCommand.RemoveMember(invocation)))
            .addSubcommand(
                group(
                    new FederationCommand(),
                    group(
                        new FederationCommand.GrantGroup(),
                        new GrantCommands.Create(invocation),
                        new GrantCommands.ListGrants(invocation),
                        new GrantCommands.Show(invocation),
                        new GrantCommands.Revoke(invocation)),
                    group(
                        new FederationCommand.PeerGroup(),
                        new PeerCommands.Add(invocation),
                        new PeerCommands.ListPeers(invocation),
                        new PeerCommands.Show(invocation),
                        new PeerCommands.Remove(invocation))));
    commandLine.addMixin("global", invocation.options());
    commandLine
        .setOut(new PrintWriter(invocation.terminal().output(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(invocation.terminal().errors(), true, StandardCharsets.UTF_8))
        .setUsageHelpWidth(HELP_WIDTH)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    commandLine.getCommandSpec().usageMessage().footer(footer());
    return commandLine;
  }

  private static CommandLine group(Object word, Object... commands) {
    CommandLine group = new CommandLine(word);
    for (Object command : commands) {
      group.addSubcommand(command);
    }
    return group;
  }

  private static String[] footer() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Also: mosaic serve, demo, build and test, which the launcher script explains.");
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
