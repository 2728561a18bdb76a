package mosaic.gateway.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A secret named by where it is, {@code file:PATH} or {@code env:NAME}, so that no configuration
 * file ever holds one (R-1301). Reading it gives the value without trailing blanks and line ends.
 * No message repeats the reference: the secret itself may have been written there by mistake.
 */
public record SecretReference(String setting, String reference) {
  private static final String FILE = "file:";
  private static final String ENVIRONMENT = "env:";

  /**
   * Reads the secret.
   *
   * @throws StartRefused when the reference is malformed, or names nothing readable
   */
  public String read() {
    if (reference.startsWith(FILE)) {
      return fromFile(reference.substring(FILE.length()));
    }
    if (reference.startsWith(ENVIRONMENT)) {
      return fromEnvironment(reference.substring(ENVIRONMENT.length()));
    }
    throw new StartRefused(
        "setting " + setting + ": is not a reference to a secret",
        "write file:PATH or env:NAME, and keep the secret itself there");
  }

  /** What was written as a reference may be the secret itself. */
  @Override
  public String toString() {
    return "SecretReference[" + setting + "]";
  }

  private String fromFile(String path) {
    String value;
    try {
      value = Files.readString(Path.of(path)).stripTrailing();
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new StartRefused(
          "setting " + setting + ": the file that it names cannot be read",
          "check that it exists and that this user may read it");
    }
    return notEmpty(value, "the file that it names");
  }

  private String fromEnvironment(String name) {
    String value = System.getenv(name);
    return notEmpty(
        value == null ? "" : value.stripTrailing(), "the environment variable that it names");
  }

  private String notEmpty(String value, String where) {
    if (value.isEmpty()) {
      throw new StartRefused(
          "setting " + setting + ": " + where + " is missing or empty", "put the secret there");
    }
    return value;
  }
}
