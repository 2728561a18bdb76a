package mosaic.harness;

import java.util.concurrent.atomic.AtomicInteger;

/** Names that no other test of this run uses. */
final class Names {
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  private Names() {}

  static String unique(String stem) {
    return stem + "-" + NEXT.getAndIncrement();
  }

  /** A new user of the gateway, signed in. */
  static Person person(Gateway gateway, String stem) {
    return gateway.admin().createUser(unique(stem));
  }
}
