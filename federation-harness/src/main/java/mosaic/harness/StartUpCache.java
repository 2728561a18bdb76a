package mosaic.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JDK's ahead-of-time cache of a gateway's start (JEP 514), beside the other build output. */
final class StartUpCache {
  private StartUpCache() {}

  /**
   * Java options that use the cache; none when there is none for the gateway as it is built now.
   */
  static String use() {
    Path cache = ProjectRoot.path().resolve(".mosaic/gateway.aot");
    Path built = ProjectRoot.path().resolve("gateway/target/quarkus-app/quarkus-run.jar");
    try {
      boolean current =
          Files.exists(cache)
              && Files.exists(built)
              && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(built)) > 0;
      return current ? "-XX:AOTCache=" + cache + " " : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Java options that make a cache when the process ends. */
  static String record(Path file) {
    return "-XX:AOTCacheOutput=" + file + " ";
  }
}
