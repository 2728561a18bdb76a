package mosaic.cli.signin;

import java.io.IOException;
import java.nio.file.Path;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;
import mosaic.cli.TextSource;
import org.jspecify.annotations.Nullable;

/** Reads what must not stand on a command line: from a file, standard input, or a person. */
final class SecretInput {
  private static final int LONGEST = 4096;
  private static final Path STANDARD_INPUT = Path.of("-");

  private final Invocation invocation;

  SecretInput(Invocation invocation) {
    this.invocation = invocation;
  }

  /**
   * One secret on one line.
   *
   * @param file a file, or {@code -} for standard input; null to ask on the terminal
   * @param what what it is, for the question and for errors, such as {@code password of alice}
   * @param option the option that names the file
   */
  String read(@Nullable Path file, String what, String option) throws IOException {
    String secret;
    if (file == null) {
      secret = ask(what, option);
    } else if (file.equals(STANDARD_INPUT)) {
      secret = TextSource.standardInput(invocation, LONGEST);
    } else {
      secret = TextSource.line(file);
    }
    if (secret.isEmpty()) {
      throw missing(what, "it is empty", "");
    }
    return secret;
  }

  /** The same for one that is new: a person types it twice. */
  String readNew(@Nullable Path file, String what, String option) throws IOException {
    String secret = read(file, what, option);
    if (file == null && !secret.equals(ask(what + ", once more", option))) {
      throw CommandFailure.usage(
          "secret-mistyped", "The two are not the same", "nothing was changed", "try again");
    }
    return secret;
  }

  private String ask(String what, String option) {
    return invocation
        .terminal()
        .askWithoutEcho(Character.toUpperCase(what.charAt(0)) + what.substring(1) + ": ")
        .orElseThrow(
            () ->
                missing(
                    what,
                    "nobody can be asked, as this is not a terminal",
                    "add " + option + " FILE, or - for standard input"));
  }

  private static CommandFailure missing(String what, String why, String remedy) {
    return CommandFailure.usage("secret-missing", "There is no " + what, why, remedy);
  }
}
