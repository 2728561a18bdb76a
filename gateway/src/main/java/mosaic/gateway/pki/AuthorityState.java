package mosaic.gateway.pki;

import java.util.Locale;

/** How far a root or issuing CA is in its life. */
public enum AuthorityState {
  /** Trusted by every replica, and not used yet. */
  PREPARED,
  /** The one that issues, and that new peers pin. */
  CURRENT,
  /** Trusted and published for the sake of what it issued, but issues no more. */
  RETIRING,
  /** Over, for good. */
  RETIRED;

  /** As in the database and in JSON. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what {@link #wireName} wrote. */
  public static AuthorityState ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
