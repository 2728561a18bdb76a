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

  /** The name in the database and on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of this name, as the database knows it. */
  public static GrantStatus ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
