package mosaic.gateway.instance.check;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of pgvector.
 *
 * @param major first number
 * @param minor second number
 * @param patch third number
 */
record PgvectorVersion(int major, int minor, int patch) implements Comparable<PgvectorVersion> {
  /**
   * The first whose index scans go on until enough rows pass a filter (its change log, 0.8.0:
   * {@code hnsw.iterative_scan}). Every search of ours filters by owner and team; before, it would
   * come back with fewer rows than there are.
   */
  static final PgvectorVersion LEAST = new PgvectorVersion(0, 8, 0);

  /** The first without the buffer overflow in parallel index builds (CVE-2026-3172). */
  static final PgvectorVersion SOUND = new PgvectorVersion(0, 8, 2);

  private static final Pattern SYNTAX =
      Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?(?:\\D.*)?");

  /** Reads {@code 0.8.0}, {@code 0.8} and {@code 0.8.2-rc1}. */
  static Optional<PgvectorVersion> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String patch = matcher.group(3);
    return Optional.of(
        new PgvectorVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)));
  }

  @Override
  public int compareTo(PgvectorVersion other) {
    return Comparator.comparingInt(PgvectorVersion::major)
        .thenComparingInt(PgvectorVersion::minor)
        .thenComparingInt(PgvectorVersion::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
