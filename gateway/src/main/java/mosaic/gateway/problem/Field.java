package mosaic.gateway.problem;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A place in a request's document, and the checks that every such value has to pass.
 *
 * @param path its JSON path, for example {@code $.items[3].title}
 */
public record Field(String path) {
  /** The document itself. */
  public static final Field ROOT = new Field("$");

  private static final int MOST_CHARACTERS_QUOTED = 80;
  private static final String REMEDY =
      "See docs/federation/USER-API.md for the keys and types of this call.";

  /** A top-level key of the document. */
  public static Field of(String key) {
    return ROOT.member(key);
  }

  /** A key within this place. */
  public Field member(String key) {
    return new Field(path + '.' + key);
  }

  /** An element of the list at this place. */
  public Field element(int index) {
    return new Field(path + '[' + index + ']');
  }

  /** The value, which has to be there. */
  public <T> T required(@Nullable T value) {
    if (value == null) {
      throw refused("is missing");
    }
    return value;
  }

  /** Checks that a value is not there. */
  public void absent(@Nullable Object value, String reason) {
    if (value != null) {
      throw refused(reason);
    }
  }

  /** A text that has to be there and to have between 1 and {@code most} characters. */
  public String text(@Nullable String value, int most) {
    String text = storable(required(value));
    int characters = text.codePointCount(0, text.length());
    if (characters < 1 || characters > most) {
      throw refused("has %d characters; 1 to %d are allowed".formatted(characters, most));
    }
    return text;
  }

  /** A text as PostgreSQL can store it: whole characters, none of them NUL. */
  public String storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw refused("has a NUL character");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw refused("has half a character (an unpaired surrogate)");
      }
    }
    return text;
  }

  /** A number between two bounds, or the default when it is not there. */
  public int range(@Nullable Integer value, int least, int most, int otherwise) {
    int number = value == null ? otherwise : value;
    if (number < least || number > most) {
      throw refused("is %d; %d to %d are allowed".formatted(number, least, most));
    }
    return number;
  }

  /** The problem of a value that is refused, saying where it is. */
  public ProblemException refused(String reason) {
    return refused(ProblemCode.REQUEST_INVALID, reason, REMEDY);
  }

  /** As above, as another problem. */
  public ProblemException refused(ProblemCode code, String reason, String remedy) {
    return new ProblemException(code, path + ": " + reason, remedy).with("path", path);
  }

  /**
   * A caller's text for a message: short, printable ASCII on one line, so that look-alikes show and
   * nothing in it can forge a log line or steer a terminal.
   */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("'");
    int length = Math.min(text.length(), MOST_CHARACTERS_QUOTED);
    for (char c : text.substring(0, length).toCharArray()) {
      if (c == '\'' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        quoted.append(c);
      } else {
        quoted.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return quoted.append(length < text.length() ? "...'" : "'").toString();
  }
}
