package mosaic.harness;

import java.security.SecureRandom;

/**
 * Loopback addresses of one's own. Linux answers on all of 127.0.0.0/8, so that every process can
 * use the usual port numbers on an address that nobody else uses.
 */
public final class Loopback {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Loopback() {}

  /** A random address outside 127.0.0.0/16, where other programs listen. */
  public static String address() {
    return "127."
        + (1 + RANDOM.nextInt(254))
        + "."
        + RANDOM.nextInt(256)
        + "."
        + (1 + RANDOM.nextInt(254));
  }
}
