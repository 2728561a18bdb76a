package mosaic.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the files that options name, with errors that say which file. */
public final class TextSource {
  private TextSource() {}

  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw unreadable(file, "there is no such file");
    } catch (IOException failed) {
      throw unreadable(file, Files.isDirectory(file) ? "it is a directory" : "no right to read it");
    }
  }

  public static String text(Path file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
    } catch (CharacterCodingException notText) {
      throw unreadable(file, "it is not UTF-8 text");
    }
  }

  /** What standard input holds, without the line end that the shell adds. */
  public static String standardInput(Invocation invocation, int mostBytes) throws IOException {
    return withoutLineEnd(
        invocation
            .terminal()
            .readInput(mostBytes)
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        "input-refused",
                        "Standard input cannot be used",
                        "it is longer than " + mostBytes + " bytes or not UTF-8 text",
                        "")));
  }

  /** The one line that a file holds, without its end. */
  public static String line(Path file) {
    return withoutLineEnd(text(file));
  }

  static String withoutLineEnd(String text) {
    return text.endsWith("\r\n")
        ? text.substring(0, text.length() - 2)
        : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static CommandFailure unreadable(Path file, String reason) {
    return CommandFailure.usage(
        "file-unreadable", "The file cannot be read", file + ": " + reason, "");
  }
}
