package mosaic.gateway.keys;

import java.util.List;
import mosaic.gateway.seal.KeyId;

/**
 * What the database answers to a process that says which lines it has.
 *
 * @param sealing the line that is to seal
 * @param needed every line that values may need, that one among them
 * @param promoted whether the line began to seal just now
 */
public record Beat(KeyId sealing, List<KeyId> needed, boolean promoted) {
  /** Takes a private copy. */
  public Beat {
    needed = List.copyOf(needed);
  }
}
