package mosaic.cli.imports;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Keys for what brings none of its own: the same text has the same key wherever it stands. */
public final class DerivedKey {
  private static final int DIGITS = 32;

  private DerivedKey() {}

  /**
   * The key of a row that is known by its text alone; a secret is no part of it, as keys are not
   * sealed.
   */
  public static String ofText(String title, String body) {
    return "text:" + sha256(title + "\0" + body).substring(0, DIGITS);
  }

  /** SHA-256 of a text as 64 hex digits. */
  public static String sha256(String text) {
    return HexFormat.of().formatHex(digest(text));
  }

  static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
