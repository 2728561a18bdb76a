package mosaic.gateway.identity;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * What a new password has to be (NIST SP 800-63B, 5.1.1.2): long enough, of any characters, not the
 * user's name and none of the few that everybody tries first. No rules of composition, no forced
 * change, nothing cut off.
 */
public final class PasswordRules {
  /** More than the 8 of SP 800-63B-3, for nothing else stands beside it. */
  private static final int FEWEST_CHARACTERS = 12;

  /** Ample for a phrase (SP 800-63B wants 64 at least); bounds what hashing has to read. */
  private static final int MOST_CHARACTERS = 256;

  /**
   * Not a corpus: what twelve characters or more are most often filled up with. The true guard
   * against guessing is the back-off.
   */
  private static final Set<String> COMMON =
      Set.of(
          "123456789012",
          "1234567890123",
          "12345678901234",
          "123456789012345",
          "1234567890123456",
          "12345678901234567890",
          "123123123123",
          "098765432109",
          "abcdefghijkl",
          "abcdefghijklm",
          "abcdefghijklmnopqrstuvwxyz",
          "abcd12345678",
          "abc123456789",
          "a1b2c3d4e5f6",
          "1q2w3e4r5t6y",
          "1qaz2wsx3edc",
          "1qaz2wsx3edc4rfv",
          "qazwsxedcrfv",
          "qwertyuiop12",
          "qwertyuiop123",
          "qwertyuiop[]",
          "qwertyuiopasdfghjklzxcvbnm",
          "qwerty123456",
          "qwertyqwerty",
          "asdfghjkl123",
          "password1234",
          "password12345",
          "password123456",
          "password123!",
          "passwordpassword",
          "passw0rd1234",
          "iloveyou1234",
          "iloveyouiloveyou",
          "letmeinletmein",
          "welcome12345",
          "administrator",
          "administrator1",
          "admin1234567",
          "changemechangeme",
          "changeme1234",
          "correcthorsebatterystaple",
          "correct horse battery staple");

  private static final String REMEDY =
      "Choose 12 to 256 characters that nobody would guess, such as a few words.";

  private PasswordRules() {}

  /**
   * Reads a new password.
   *
   * @return the password in the form in which it is hashed
   */
  public static String read(Field field, @Nullable String given, UserName user) {
    String password = normalised(field.required(given));
    int characters = password.codePointCount(0, password.length());
    if (characters < FEWEST_CHARACTERS || characters > MOST_CHARACTERS) {
      throw refused(
          field,
          "has %d characters; %d to %d are allowed"
              .formatted(characters, FEWEST_CHARACTERS, MOST_CHARACTERS));
    }
    if (password.codePoints().anyMatch(Character::isISOControl)) {
      throw refused(field, "has a control character, such as a line end");
    }
    String folded = password.toLowerCase(Locale.ROOT);
    if (folded.equals(user.text())) {
      throw refused(field, "is the name of the user");
    }
    if (COMMON.contains(folded) || folded.codePoints().distinct().count() == 1) {
      throw refused(field, "is one of those that are tried first");
    }
    return password;
  }

  /**
   * A password to compare, in the form in which it is hashed: Unicode NFC, as different keyboards
   * give the same text in different code points (RFC 8265, 4.2.2). What is too long to be one is
   * empty, which none is.
   */
  public static String normalised(String given) {
    return given.length() > 4 * MOST_CHARACTERS
        ? ""
        : Normalizer.normalize(given, Normalizer.Form.NFC);
  }

  private static RuntimeException refused(Field field, String reason) {
    return field.refused(ProblemCode.PASSWORD_REFUSED, reason, REMEDY);
  }
}
