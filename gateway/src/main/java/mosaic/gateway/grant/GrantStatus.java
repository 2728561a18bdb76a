package mosaic.gateway.grant;

import java.util.Locale;

/** Where a grant is in its life: pending → active → suspended ⇄ active → revoked. */
public enum GrantStatus {
  /** Waiting for enrolment. */
  PENDING,
  /** In force. */
  ACTIVE,
  /** Switched off, may come back. */
  SUSPENDED,
  /** Over, for good. */
  REVOKED;

  /**
   * Whether a grant of this status may become one of another. The database holds the same table
   * (trigger {@code status_moves_as_allowed}).
   */
  public boolean mayBecome(GrantStatus next) {
    return switch (this) {
      case PENDING -> next == ACTIVE || next == REVOKED;
      case ACTIVE -> next == SUSPENDED || next == REVOKED;
      case SUSPENDED -> next == ACTIVE || next == REVOKED;
      case REVOKED -> false;
    };
  }

  /** The name in the database and on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of this name, as the database knows it. */
  public static GrantStatus ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
