package mosaic.gateway.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import mosaic.gateway.problem.ProblemException;

/** Parameters of a URL, read strictly: known names, each once, values that are decoded one way. */
public final class RawQuery {
  private static final int HEX = 16;

  private RawQuery() {}

  /**
   * Reads the part of a URL after {@code ?}.
   *
   * @param query as it came; empty when there is none
   * @param known the names that there may be, which are never encoded
   * @return the values, decoded
   * @throws ProblemException when a name is unknown or given twice, or a value is no encoded text
   */
  public static Map<String, String> parameters(String query, Set<String> known) {
    Map<String, String> parameters = raw(query, known);
    parameters.replaceAll(RawQuery::decoded);
    return parameters;
  }

  /** The same with the values as they came, for those that have one spelling. */
  public static Map<String, String> raw(String query, Set<String> known) {
    Map<String, String> parameters = new HashMap<>();
    if (query.isEmpty()) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (!known.contains(name)) {
        throw ProblemException.invalid(
            "There is a parameter that this endpoint does not have.",
            known.isEmpty()
                ? "Leave it out."
                : "Known are " + String.join(", ", new TreeSet<>(known)) + ".");
      }
      if (parameters.put(name, equals < 0 ? "" : pair.substring(equals + 1)) != null) {
        throw ProblemException.invalid("Parameter " + name + " is given twice.", "Give it once.");
      }
    }
    return parameters;
  }

  /** As forms are decoded (WHATWG URL, 5.1), but for anything that is not well-formed. */
  private static String decoded(String name, String value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        bytes.write(octet(name, value, i + 1));
        i += 2;
      } else if (c > ' ' && c <= '~') {
        bytes.write(c == '+' ? ' ' : c);
      } else {
        throw malformed(name);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      throw malformed(name);
    }
  }

  private static int octet(String name, String value, int at) {
    int high = at < value.length() ? Character.digit(value.charAt(at), HEX) : -1;
    int low = at + 1 < value.length() ? Character.digit(value.charAt(at + 1), HEX) : -1;
    if (high < 0 || low < 0 || value.charAt(at) > '~' || value.charAt(at + 1) > '~') {
      throw malformed(name);
    }
    return HEX * high + low;
  }

  private static ProblemException malformed(String name) {
    return ProblemException.invalid(
        "The value of " + name + " is not text that is encoded for a URL.",
        "Encode it as UTF-8 with %XX.");
  }
}
