package mosaic.harness;

import java.nio.file.Path;

/** The JDK's ahead-of-time cache of a start (JEP 514); the launcher uses what was recorded. */
final class StartUpCache {
  private StartUpCache() {}

  /** Java options that make a cache when the process ends. */
  static String record(Path file) {
    return "-XX:AOTCacheOutput=" + file + " ";
  }
}
