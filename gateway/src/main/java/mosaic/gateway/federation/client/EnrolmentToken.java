package mosaic.gateway.federation.client;

import java.util.regex.Pattern;

/** The single-use secret of an enrolment URL: 256 random bits as 43 base64url characters. */
final class EnrolmentToken {
  private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final String text;

  private EnrolmentToken(String text) {
    this.text = text;
  }

  static boolean isOne(String text) {
    return SYNTAX.matcher(text).matches();
  }

  /**
   * Takes the token's text.
   *
   * @throws IllegalArgumentException if it is not one; the message does not repeat it
   */
  static EnrolmentToken of(String text) {
    if (!isOne(text)) {
      throw new IllegalArgumentException("not an enrolment token");
    }
    return new EnrolmentToken(text);
  }

  /** The text itself; goes into the body of the enrolment request and nowhere else. */
  String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "EnrolmentToken[redacted]";
  }
}
