package mosaic.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who this process is to the operating system. */
final class CurrentUser {
  private static final int ROOT = 0;

  private CurrentUser() {}

  static int id() {
    return owner(Path.of("/proc/self"));
  }

  static boolean isRoot() {
    return id() == ROOT;
  }

  /** Whether nobody but this user or root can have put {@code path} there. */
  static boolean ownsOrTrusts(Path path) {
    int owner = owner(path);
    return owner == id() || owner == ROOT;
  }

  private static int owner(Path path) {
    try {
      return (Integer) Files.getAttribute(path, "unix:uid");
    } catch (IOException | UnsupportedOperationException e) {
      throw new EmbeddedServiceException(
          "The owner of " + path + " cannot be read: " + e.getMessage() + ".",
          "Embedded services need Linux with /proc; set mosaic.database.* and mosaic.valkey.* to"
              + " servers of your own instead.",
          e);
    }
  }
}
