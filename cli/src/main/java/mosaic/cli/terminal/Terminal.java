package mosaic.cli.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The three standard streams and what is known of the screen behind them.
 *
 * <p>Output is UTF-8 whatever the locale: rows are, and a program that reads JSON expects it.
 */
public record Terminal(
    PrintStream output,
    PrintStream errors,
    InputStream input,
    int columns,
    boolean outputOnTerminal,
    boolean errorsOnTerminal) {
  private static final int COLUMNS_WHEN_UNKNOWN = 160;
  private static final int FEWEST_COLUMNS = 40;

  /** The process's own streams. */
  @SuppressWarnings("resource") // They live as long as the process.
  public static Terminal ofProcess(Map<String, String> environment) {
    return new Terminal(
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        new FileInputStream(FileDescriptor.in),
        columns(environment),
        isTerminal("/proc/self/fd/1"),
        isTerminal("/proc/self/fd/2"));
  }

  public void print(List<String> lines) {
    lines.forEach(output::println);
  }

  /** One line beside the result, for the person and not for the next program. */
  public void note(String text) {
    output.flush();
    errors.println("mosaic: " + SafeText.line(text));
  }

  /** Everything on standard input as text, or empty when it is longer or not UTF-8. */
  public Optional<String> readInput(int mostBytes) throws IOException {
    byte[] bytes = input.readNBytes(mostBytes + 1);
    if (bytes.length > mostBytes) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }

  /** Asks without echo; empty where nobody can be asked. */
  public Optional<String> askWithoutEcho(String question) {
    return person().map(console -> console.readPassword("%s", question)).map(String::new);
  }

  /** Asks for a line; empty where nobody can be asked. */
  public Optional<String> ask(String question) {
    return person().map(console -> console.readLine("%s", question));
  }

  private static Optional<Console> person() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  private static int columns(Map<String, String> environment) {
    return number(System.getProperty("mosaic.columns"))
        .orElseGet(() -> number(environment.get("COLUMNS")).orElse(COLUMNS_WHEN_UNKNOWN));
  }

  private static OptionalInt number(@Nullable String text) {
    return text != null && text.matches("[1-9][0-9]{0,4}")
        ? OptionalInt.of(Math.max(FEWEST_COLUMNS, Integer.parseInt(text)))
        : OptionalInt.empty();
  }

  private static boolean isTerminal(String descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException noProcFileSystem) {
      return false;
    }
  }
}
