package mosaic.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/** An id of the API: a UUID in lower case. */
public record Id(String text) {
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  public static boolean isOne(String text) {
    return UUID.matcher(text.toLowerCase(Locale.ROOT)).matches();
  }

  public static Id parse(String text) {
    if (!isOne(text)) {
      throw CommandFailure.usage(
          "id-malformed",
          "The id is malformed",
          "'" + text + "' is not a UUID",
          "copy the id from the list command");
    }
    return new Id(text.toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return text;
  }
}
