package mosaic.cli;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mosaic.cli.authority.CaCommand;
import mosaic.cli.federation.FederationCommand;
import mosaic.cli.federation.GrantChangeCommands;
import mosaic.cli.federation.GrantCommands;
import mosaic.cli.federation.PeerCommands;
import mosaic.cli.imports.ImportCommand;
import mosaic.cli.imports.icalendar.ImportIcsCommand;
import mosaic.cli.imports.jsonl.ImportJsonlCommand;
import mosaic.cli.imports.markdown.ImportMarkdownCommand;
import mosaic.cli.keys.KeysCommand;
import mosaic.cli.people.TeamCommand;
import mosaic.cli.people.UserCommand;
import mosaic.cli.row.CapabilitiesCommand;
import mosaic.cli.row.CreateCommand;
import mosaic.cli.row.DeleteCommand;
import mosaic.cli.row.GetCommand;
import mosaic.cli.row.ListCommand;
import mosaic.cli.row.SearchCommand;
import mosaic.cli.signin.LoginCommand;
import mosaic.cli.signin.LogoutCommand;
import mosaic.cli.signin.PasswordCommand;
import mosaic.cli.signin.TokenCommand;
import mosaic.cli.signin.WhoamiCommand;
import picocli.CommandLine;

/**
 * All commands by their names. Reading the annotations of a command takes longer than most commands
 * run, so only those are attached whose name was typed; where none was, as for help and mistakes,
 * all of that level.
 */
final class CommandTree {
  /** A word of the command line and what follows it. */
  private record Word(String name, Supplier<Object> command, List<Word> inner) {}

  private final Predicate<String> typed;

  private CommandTree(Predicate<String> typed) {
    this.typed = typed;
  }

  /** Attaches what is needed to understand these arguments. */
  static void attach(CommandLine root, Invocation invocation, List<String> arguments) {
    new CommandTree(arguments::contains).attach(root, words(invocation));
  }

  static void attachAll(CommandLine root, Invocation invocation) {
    new CommandTree(_ -> true).attach(root, words(invocation));
  }

  private void attach(CommandLine parent, List<Word> words) {
    boolean noneTyped = words.stream().map(Word::name).noneMatch(typed);
    for (Word word : words) {
      if (noneTyped || typed.test(word.name())) {
        CommandLine child = new CommandLine(word.command().get());
        if (!noneTyped) {
          attach(child, word.inner());
        }
        parent.addSubcommand(word.name(), child);
      }
    }
  }

  private static List<Word> words(Invocation with) {
    return List.of(
        command("login", () -> new LoginCommand(with)),
        command("logout", () -> new LogoutCommand(with)),
        command("whoami", () -> new WhoamiCommand(with)),
        group(
            "password",
            PasswordCommand::new,
            command("set", () -> new PasswordCommand.SetPassword(with)),
            command("change", () -> new PasswordCommand.ChangePassword(with))),
        group(
            "token",
            TokenCommand::new,
            command("list", () -> new TokenCommand.ListTokens(with)),
            command("create", () -> new TokenCommand.CreateToken(with)),
            command("revoke", () -> new TokenCommand.RevokeToken(with))),
        command("list", () -> new ListCommand(with)),
        command("get", () -> new GetCommand(with)),
        command("search", () -> new SearchCommand(with)),
        command("create", () -> new CreateCommand(with)),
        command("delete", () -> new DeleteCommand(with)),
        command("capabilities", () -> new CapabilitiesCommand(with)),
        group(
            "import",
            ImportCommand::new,
            command("markdown", () -> new ImportMarkdownCommand(with)),
            command("jsonl", () -> new ImportJsonlCommand(with)),
            command("ics", () -> new ImportIcsCommand(with))),
        group(
            "user",
            UserCommand::new,
            command("create", () -> new UserCommand.CreateUser(with)),
            command("list", () -> new UserCommand.ListUsers(with)),
            command("sign-in-code", () -> new UserCommand.NewSignInCode(with)),
            command("set-role", () -> new UserCommand.SetRole(with)),
            command("revoke-tokens", () -> new UserCommand.RevokeTokens(with)),
            command("disable", () -> new UserCommand.Disable(with)),
            command("enable", () -> new UserCommand.Enable(with))),
        group(
            "team",
            TeamCommand::new,
            command("create", () -> new TeamCommand.CreateTeam(with)),
            command("list", () -> new TeamCommand.ListTeams(with)),
            command("add-member", () -> new TeamCommand.AddMember(with)),
            command("remove-member", () -> new TeamCommand.RemoveMember(with))),
        group(
            "federation",
            FederationCommand::new,
            group(
                "grant",
                FederationCommand.GrantGroup::new,
                command("create", () -> new GrantCommands.Create(with)),
                command("list", () -> new GrantCommands.ListGrants(with)),
                command("show", () -> new GrantCommands.Show(with)),
                command("edit", () -> new GrantChangeCommands.Edit(with)),
                command("edit-scope", () -> new GrantChangeCommands.EditScope(with)),
                command("approve", () -> new GrantChangeCommands.Approve(with)),
                command("rotate-token", () -> new GrantChangeCommands.RotateToken(with)),
                command("cancel-token", () -> new GrantChangeCommands.CancelToken(with)),
                command("suspend", () -> new GrantChangeCommands.Suspend(with)),
                command("resume", () -> new GrantChangeCommands.Resume(with)),
                command("revoke", () -> new GrantChangeCommands.Revoke(with))),
            group(
                "peer",
                FederationCommand.PeerGroup::new,
                command("add", () -> new PeerCommands.Add(with)),
                command("list", () -> new PeerCommands.ListPeers(with)),
                command("show", () -> new PeerCommands.Show(with)),
                command("remove", () -> new PeerCommands.Remove(with)))),
        group(
            "ca",
            CaCommand::new,
            command("show", () -> new CaCommand.Show(with)),
            command("rotate", () -> new CaCommand.Rotate(with))),
        group(
            "keys",
            KeysCommand::new,
            command("show", () -> new KeysCommand.Show(with)),
            command("reseal", () -> new KeysCommand.Reseal(with))),
        command("completion", () -> new CompletionCommand(with)),
        command("version", () -> new VersionCommand(with)));
  }

  private static Word command(String name, Supplier<Object> command) {
    return new Word(name, command, List.of());
  }

  private static Word group(String name, Supplier<Object> command, Word... inner) {
    return new Word(name, command, List.of(inner));
  }
}
