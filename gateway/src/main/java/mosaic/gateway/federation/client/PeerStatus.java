package mosaic.gateway.federation.client;

import java.util.Arrays;
import java.util.Locale;

/** How it stands with a peer. */
public enum PeerStatus {
  /** Enrolment has not ended. */
  PENDING,
  /** Usable; the last exchange worked. */
  ACTIVE,
  /** Usable; the last exchange failed. */
  DEGRADED,
  /** The peer revoked us; final. */
  REVOKED;

  /** The name on the wire and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PeerStatus fromWireName(String name) {
    return Arrays.stream(values())
        .filter(status -> status.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown peer status"));
  }
}
