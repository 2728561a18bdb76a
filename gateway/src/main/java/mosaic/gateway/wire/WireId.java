package mosaic.gateway.wire;

import java.util.Optional;
import java.util.UUID;

/** The one written form of an id: a UUID of 36 characters in lower case (T-34). */
public final class WireId {
  private static final int LENGTH = 36;

  private WireId() {}

  /** The id, or empty if the text is not exactly one. */
  public static Optional<UUID> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
