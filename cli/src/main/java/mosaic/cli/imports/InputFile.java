package mosaic.cli.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;

/** The bytes of the file, or of standard input, that an import reads from start to end. */
public final class InputFile extends FilterInputStream {
  /** Stands for standard input. */
  private static final String STANDARD_INPUT = "-";

  private final long size;

  private InputFile(InputStream in, long size) {
    super(in);
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @param name its path; {@code -} is standard input
   * @param again whether it will have to be read once more
   */
  public static InputFile open(Invocation invocation, String name, boolean again) {
    if (name.equals(STANDARD_INPUT)) {
      if (again) {
        throw onlyOnce("standard input");
      }
      return new InputFile(invocation.terminal().input(), -1);
    }
    Path file = Path.of(name);
    try {
      if (Files.isDirectory(file)) {
        throw unreadable(name, "it is a folder");
      }
      // A pipe would be empty the second time, and nothing would be sent without a word.
      if (again && Files.exists(file) && !Files.isRegularFile(file)) {
        throw onlyOnce("a pipe");
      }
      return new InputFile(
          Files.newInputStream(file), Files.isRegularFile(file) ? Files.size(file) : -1);
    } catch (NoSuchFileException missing) {
      throw unreadable(name, "there is no such file");
    } catch (IOException failed) {
      throw unreadable(name, "no right to read it");
    }
  }

  /** Its size in bytes; negative where that is not known. */
  public long size() {
    return size;
  }

  private static CommandFailure onlyOnce(String what) {
    return CommandFailure.usage(
        "usage",
        "The command was not understood",
        "--strict reads its input twice, which " + what + " cannot be",
        "name a file");
  }

  private static CommandFailure unreadable(String name, String reason) {
    return CommandFailure.usage(
        "file-unreadable", "The file cannot be read", name + ": " + reason, "");
  }
}
