package mosaic.gateway.federation.client;

import java.util.Optional;
import java.util.UUID;

/** Ids on the wire: 36 characters, lower case, and no other spelling (T-33). */
public final class CanonicalUuid {
  private static final int LENGTH = 36;

  private CanonicalUuid() {}

  /** The id of exactly this text; {@link UUID#fromString} alone also takes {@code 1-1-1-1-1}. */
  public static Optional<UUID> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException notAUuid) {
      return Optional.empty();
    }
  }
}
