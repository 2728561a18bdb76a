package mosaic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mosaic.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is typed wrong ends with status 2, one line of cause and a remedy, and asks no gateway. */
final class UsageTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "federation",
        "federation grant",
        "nonsense",
        "list",
        "list taskz",
        "list tasks --source federated:",
        "list tasks --source everywhere",
        "list tasks --limit 0",
        "list tasks --limit 501",
        "list tasks --limit many",
        "list tasks --status opened",
        "list tasks --since yesterday",
        "list tasks --since 2026-02-30",
        "list tasks --since 2026-11-01T08:30",
        "list tasks --sort title",
        "list tasks --source all --cursor x",
        "list tasks --source all --all-pages",
        "list tasks --output xml",
        "search",
        "search memory text more",
        "search taskz text",
        "search memory text --limit 0",
        "search memory text --limit 101",
        "search memory text --source everywhere",
        "list tasks --timeout soon",
        "list tasks --timeout 0s",
        "list tasks --profile ../other",
        "get tasks",
        "get tasks 17",
        "get taskz/0198c0de-0000-7000-8000-000000000001",
        "get tasks/0198c0de-0000-7000-8000-000000000001/more",
        "create tasks",
        "create tasks --title a --body b --body-file c",
        "login https://localhost --user a --ca f --ca-fingerprint sha256:00",
        "login http://localhost:1 --user a --ca f",
        "login https://localhost:1/path --user a --ca f",
        "login https://u:p@localhost:1 --user a --ca f",
        "login https://localhost:99999 --user a --ca f",
        "login https://localhost:1 --user a --ca-fingerprint sha256:00",
        "login https://localhost:1 --user a --ca /does/not/exist",
        "login https://localhost:1 --ca f",
        "login https://localhost:1 --oidc --user a --ca f",
        "login https://localhost:1 --oidc --code-stdin --ca f",
        "login https://localhost:1 --user a --password secret --ca f",
        "password set --current-password-file f",
        "password change https://localhost:1 --user a --ca /does/not/exist",
        "password change --current-password-file - --new-password-file -",
        "user set-role alice",
        "token revoke mine",
        "import markdown /does/not/exist",
        "import jsonl /does/not/exist --resource tasks",
        "import jsonl /dev/null",
        "import jsonl - --resource tasks --strict",
        "import jsonl /dev/null --resource tasks --team 0198c0de-0000-7000-8000-000000000001",
        "import ics /does/not/exist",
        "import ics /",
        "federation grant create --user a --peer b --scope-file /does/not/exist",
        "federation grant revoke 0198c0de-0000-7000-8000-000000000001",
        "federation grant suspend",
        "federation grant resume alice",
        "federation grant edit 0198c0de-0000-7000-8000-000000000001",
        "federation grant edit 0198c0de-0000-7000-8000-000000000001 --rate-limit many",
        "federation grant edit-scope 0198c0de-0000-7000-8000-000000000001",
        "federation grant edit-scope 0198c0de-0000-7000-8000-000000000001 --scope-file /no/such",
        "federation grant rotate-token",
        "federation peer add https://work.example/federation/enrolment/v1/x",
        "ca",
        "ca rotate",
        "ca rotate everything",
        "ca rotate root",
        "ca rotate server --roll-back --yes",
        "ca rotate issuing --finish --yes",
        "ca rotate --finish --roll-back --yes",
        "ca rotate root --force --yes",
      })
  void run_mistyped_isUsageWithRemedyOrReason(String line) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);

    CommandLineRun.Result result = new CommandLineRun(directory).run(arguments);

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors()).startsWith("mosaic: ").contains("(code ").doesNotContain("\tat ");
  }

  @Test
  void run_mistypedWithJson_problemDocumentOnErrors() {
    CommandLineRun.Result result =
        new CommandLineRun(directory).run("list", "taskz", "--output", "json");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errors()).startsWith("{").contains("\"code\": \"usage\"");
  }

  @Test
  void run_secretInTheWrongPlace_isNotRepeated() {
    String url = "https://work.example/federation/enrolment/v1/x#token=SECRETSECRET&ca=sha256:00";

    CommandLineRun.Result unknownOption =
        new CommandLineRun(directory).run("federation", "peer", "add", "a", url);
    CommandLineRun.Result malformed =
        new CommandLineRun(directory).run("federation", "peer", "add", url);

    assertThat(unknownOption.errors()).contains("token=").doesNotContain("SECRETSECRET");
    assertThat(malformed.errors()).doesNotContain("SECRETSECRET");
  }

  @Test
  void run_optionBeforeOrAfterTheCommand_isTheSame() {
    CommandLineRun.Result before =
        new CommandLineRun(directory).run("--profile", "work", "--output", "json", "whoami");
    CommandLineRun.Result after =
        new CommandLineRun(directory).run("whoami", "--output=json", "--profile=work");

    assertThat(before.errors()).contains("no profile 'work'").isEqualTo(after.errors());
    assertThat(before.status()).isEqualTo(4);
  }

  @Test
  void run_nameOfACommandAsAValue_isNotTakenForIt() {
    CommandLineRun.Result value =
        new CommandLineRun(directory).run("--profile", "user", "federation", "peer", "list");
    CommandLineRun.Result misspelt = new CommandLineRun(directory).run("federation", "list", "x");

    assertThat(value.errors()).contains("no profile 'user'");
    assertThat(misspelt.status()).isEqualTo(2);
  }

  @Test
  void help_root_listsEveryExitStatus() {
    CommandLineRun.Result result = new CommandLineRun(directory).run("--help");

    assertThat(result.status()).isZero();
    for (ExitCode code : ExitCode.values()) {
      assertThat(result.output()).contains("  " + code.status() + "  " + code.meaning());
    }
  }

  @Test
  void help_everyCommand_hasAnExampleAndTheGlobalOptions() {
    Terminal terminal =
        new Terminal(
            new PrintStream(PrintStream.nullOutputStream()),
            new PrintStream(PrintStream.nullOutputStream()),
            InputStream.nullInputStream(),
            80,
            false,
            false);
    Invocation invocation = new Invocation(terminal, Map.of(), Clock.systemUTC());

    List<CommandLine> commands = new ArrayList<>();
    collect(Mosaic.wholeCommandLine(invocation), commands);

    assertThat(commands).hasSizeGreaterThan(30);
    for (CommandLine command : commands) {
      assertThat(command.getUsageMessage())
          .as(command.getCommandSpec().qualifiedName())
          .containsPattern("Examples?:\\R  mosaic ")
          .contains("--help ", "--profile=", "--output=", "--timeout=");
    }
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(inner -> collect(inner, all));
  }
}
