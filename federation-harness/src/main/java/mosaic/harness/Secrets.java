package mosaic.harness;

import java.security.SecureRandom;
import java.util.Base64;

/** Random passwords and keys for one run. */
final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  static String password() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(24));
  }

  static String masterKey() {
    return Base64.getEncoder().encodeToString(bytes(32));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
