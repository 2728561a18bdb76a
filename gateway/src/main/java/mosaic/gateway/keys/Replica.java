package mosaic.gateway.keys;

import java.time.Instant;
import java.util.List;
import mosaic.gateway.seal.KeyId;

/**
 * A process that serves this instance.
 *
 * @param name process id and host
 * @param lines the lines that it has read, the first one first
 * @param seals the line that it seals under
 * @param seenAt when it said so last
 */
public record Replica(String name, List<KeyId> lines, KeyId seals, Instant seenAt) {
  /** Takes a private copy. */
  public Replica {
    lines = List.copyOf(lines);
  }
}
