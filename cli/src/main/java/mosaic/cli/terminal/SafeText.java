package mosaic.cli.terminal;

import java.util.regex.Pattern;

/**
 * Text from rows, peers and files, made harmless for a terminal: no escape sequence, no control
 * character and no change of writing direction gets through; each is replaced by one visible
 * character.
 */
public final class SafeText {
  private static final int REPLACEMENT = 0xFFFD;
  private static final int CONTROL_PICTURES = 0x2400;
  private static final int DELETE = 0x7F;
  private static final int DELETE_PICTURE = 0x2421;
  private static final Pattern SECRETS =
      Pattern.compile("(token=)[^&\\s'\"]+|(mosaic_pat_)[A-Za-z0-9_-]+");

  private SafeText() {}

  /** For one line: line breaks and tabs become spaces. */
  public static String line(String text) {
    return neutralise(text, false);
  }

  /** For running text: line feeds and tabs stay, everything else is as in {@link #line}. */
  public static String paragraph(String text) {
    return neutralise(text.replace("\r\n", "\n"), true);
  }

  /** Hides what looks like a token, for messages that repeat what was typed. */
  public static String withoutSecrets(String text) {
    return SECRETS.matcher(text).replaceAll("$1$2…");
  }

  /** Whether a terminal could take this character as anything but a visible sign. */
  public static boolean isHarmful(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> changesDirection(codePoint);
    };
  }

  private static boolean changesDirection(int codePoint) {
    return codePoint == 0x061C
        || codePoint == 0x200E
        || codePoint == 0x200F
        || (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }

  private static String neutralise(String text, boolean keepLines) {
    if (text.codePoints().noneMatch(SafeText::isHarmful)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(codePoint -> safe.appendCodePoint(visible(codePoint, keepLines)));
    return safe.toString();
  }

  private static int visible(int codePoint, boolean keepLines) {
    if (!isHarmful(codePoint)) {
      return codePoint;
    }
    return switch (codePoint) {
      case '\n', '\t' -> keepLines ? codePoint : ' ';
      case '\r', 0x2028, 0x2029 -> ' ';
      case DELETE -> DELETE_PICTURE;
      default -> codePoint < ' ' ? CONTROL_PICTURES + codePoint : REPLACEMENT;
    };
  }
}
