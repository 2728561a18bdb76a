package mosaic.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Has the JDK record a start of a gateway and of a command before the first test, as {@code
 * ./mosaic demo} does: the tests start very many of both, each in half the time then.
 */
final class RecordedStarts {
  private static final Path STATE = ProjectRoot.path().resolve(".mosaic");
  private static final Path RECORD = STATE.resolve("gateway.aot");
  private static final Path GATEWAY =
      ProjectRoot.path().resolve("gateway/target/quarkus-app/quarkus-run.jar");

  private RecordedStarts() {}

  /** Records, unless there is a record of this build. Goes on without one where that fails. */
  static void make(ServiceAddresses services) {
    try {
      // As the launcher compares them.
      if (Files.exists(RECORD)
          && Files.getLastModifiedTime(RECORD).compareTo(Files.getLastModifiedTime(GATEWAY)) > 0) {
        return;
      }
      Training.record(services, Files.createDirectories(STATE), () -> {});
    } catch (HarnessException | UncheckedIOException | IOException e) {
      // As in the demo: without a record everything works, and starts slower.
      System.out.println(
          "the start could not be recorded; the tests go on, and start slower: " + e);
    }
  }
}
