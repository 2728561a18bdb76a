package mosaic.gateway.pki;

import java.util.Locale;

/** The two levels of a CA. */
public enum AuthorityKind {
  /** Signs itself, issuing CAs, and the links to the roots before and after it. */
  ROOT,
  /** Signs certificates of servers and grants. */
  ISSUING;

  /** As in the database and in JSON. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The column that its key is sealed to, and was stored in before there were several CAs. */
  public String keyColumn() {
    return wireName() + "_key";
  }

  /** Reads what {@link #wireName} wrote. */
  public static AuthorityKind ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
