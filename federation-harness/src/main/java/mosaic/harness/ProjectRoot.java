package mosaic.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The checked-out project: where the launcher, the documents and the built gateway are. Given by
 * {@code -Dmosaic.home}, or found above the current directory.
 */
public final class ProjectRoot {
  private static final String HOME = "mosaic.home";
  private static final Path ROOT =
      find(Path.of(System.getProperty(HOME, "")).toAbsolutePath().normalize());

  private ProjectRoot() {}

  public static Path path() {
    return ROOT;
  }

  /** The {@code mosaic} launcher: the only way by which gateways and commands are started. */
  public static Path launcher() {
    Path launcher = ROOT.resolve("mosaic");
    if (!Files.isExecutable(launcher)) {
      throw new HarnessException("No launcher at " + launcher + ": use a complete checkout");
    }
    return launcher;
  }

  private static Path find(Path start) {
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("federation-harness"))
          && Files.isDirectory(at.resolve("db/migrations"))) {
        return at;
      }
    }
    throw new HarnessException("Not inside a checkout of the project: " + start);
  }
}
