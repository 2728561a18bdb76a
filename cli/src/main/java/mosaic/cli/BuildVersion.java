package mosaic.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import picocli.CommandLine.IVersionProvider;

/**
 * What this build is.
 *
 * @param version of the project
 * @param commit its id, 40 hex digits, with a {@code +} behind them when files differed from it;
 *     absent when it was not built from a git checkout
 */
record BuildVersion(String version, Optional<String> commit) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}\\+?");
  private static final int SHORT_COMMIT = 12;

  /** As the build wrote it down. */
  static BuildVersion ofThisProgram() {
    Properties build = new Properties();
    try (InputStream in = BuildVersion.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new BuildVersion(
        build.getProperty("version", "unknown"),
        Optional.of(build.getProperty("commit", "")).filter(COMMIT.asMatchPredicate()));
  }

  /** {@code 0.1.0 (0123456789ab)}. */
  String text() {
    return version + commit.map(id -> " (" + shortened(id) + ")").orElse("");
  }

  private static String shortened(String commit) {
    return commit.substring(0, SHORT_COMMIT) + (commit.endsWith("+") ? "+" : "");
  }

  /** For {@code mosaic --version}. */
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"mosaic " + ofThisProgram().text()};
    }
  }
}
