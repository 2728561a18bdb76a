package mosaic.gateway.federation.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import mosaic.gateway.problem.ProblemException;

/** A text in a query string, as forms write it ({@code application/x-www-form-urlencoded}). */
final class FormText {
  private static final int HEX_DIGITS = 2;

  private FormText() {}

  /**
   * The text.
   *
   * @param raw of visible ASCII; {@code %41} is a byte, {@code +} a space
   * @throws ProblemException when it is nothing that was encoded so, or not UTF-8
   */
  static String decode(String raw) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int end = i + 1 + HEX_DIGITS;
        if (end > raw.length() || !raw.substring(i + 1, end).matches("[0-9A-Fa-f]{2}")) {
          throw refused();
        }
        bytes.put((byte) HexFormat.fromHexDigits(raw, i + 1, end));
        i = end - 1;
      } else if (c > ' ' && c <= '~') {
        bytes.put((byte) (c == '+' ? ' ' : c));
      } else {
        throw refused();
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException malformed) {
      throw refused();
    }
  }

  private static ProblemException refused() {
    return ProblemException.invalid(
        "q is not UTF-8, percent-encoded.", "Encode it as a form does, once.");
  }
}
