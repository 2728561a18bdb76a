package mosaic.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a shell needs to complete commands and options. */
@Command(
    name = "completion",
    description = {
      "Print a script with which a shell completes commands, options and names of resources.",
      "Put it where your shell reads it at its start, and make it anew after an update."
    },
    footer = {
      "",
      "Examples:",
      "  mosaic completion bash > ~/.local/share/bash-completion/completions/mosaic",
      "  mosaic completion zsh > ~/.mosaic-completion; echo 'source ~/.mosaic-completion' >> ~/.zshrc"
    })
final class CompletionCommand extends Action {
  /** Which shell; zsh reads the script of bash in its own way. */
  enum Shell {
    bash,
    zsh
  }

  private final Invocation invocation;

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell = Shell.bash;

  CompletionCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() {
    CommandLine whole = Mosaic.wholeCommandLine(invocation);
    LauncherCommands.attach(whole);
    String script = AutoComplete.bash("mosaic", whole);
    invocation.terminal().print(List.of("# Completion of the mosaic command for " + shell + "."));
    invocation.terminal().print(List.of(withoutPreamble(script)));
  }

  /** The generator's own instructions are for another way of installing. */
  private static String withoutPreamble(String script) {
    return script.lines().dropWhile(line -> line.startsWith("#")).collect(Collectors.joining("\n"));
  }
}
