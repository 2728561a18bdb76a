package mosaic.gateway.grant;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a grant comes to: its status, with what follows from its dates and approvals. */
public enum GrantState {
  PENDING,
  /** Pending, and cannot be enrolled before a second admin approves its scope. */
  AWAITING_APPROVAL,
  ACTIVE,
  SUSPENDED,
  /** Past its expiry, and as good as revoked unless an admin gives it a later one. */
  EXPIRED,
  REVOKED;

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of this name. */
  public static Optional<GrantState> ofWireName(String name) {
    return Arrays.stream(values()).filter(state -> state.wireName().equals(name)).findFirst();
  }
}
