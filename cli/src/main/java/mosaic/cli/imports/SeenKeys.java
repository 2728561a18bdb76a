package mosaic.cli.imports;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import mosaic.cli.CommandFailure;

/**
 * The keys of an import so far, as 128 bits of their SHA-256: some 90 bytes for each, whatever its
 * length, so that a file with a million rows needs no more than 100 MB.
 */
public final class SeenKeys {
  static final int MOST_KEYS = 2_000_000;

  private final Map<Digest, Long> lines = new HashMap<>();

  private record Digest(long first, long second) {}

  /**
   * Remembers a key.
   *
   * @return the line on which it stood before, if it did
   */
  public OptionalLong add(String key, long line) {
    ByteBuffer digest = ByteBuffer.wrap(DerivedKey.digest(key));
    Long earlier = lines.putIfAbsent(new Digest(digest.getLong(), digest.getLong()), line);
    if (earlier != null) {
      return OptionalLong.of(earlier);
    }
    if (lines.size() > MOST_KEYS) {
      throw CommandFailure.usage(
          "input-too-large",
          "The input has too many rows",
          "line " + line + " is row " + lines.size() + " of at most " + MOST_KEYS,
          "split it and import the parts one after the other");
    }
    return OptionalLong.empty();
  }
}
