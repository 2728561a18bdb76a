package mosaic.embedded;

import java.security.SecureRandom;
import java.util.HexFormat;

/** A password that does not show itself in logs. */
public final class Password {
  private static final int BYTES = 24;

  private final String value;

  Password(String value) {
    this.value = value;
  }

  /** A new one with 192 bits from {@code random}, in characters that need no quoting anywhere. */
  static Password random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Password(HexFormat.of().formatHex(bytes));
  }

  /** The password itself, for a driver or a configuration file. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
