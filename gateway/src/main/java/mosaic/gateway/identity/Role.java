package mosaic.gateway.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a user may manage. No role reads another user's rows: rights on rows come from
 * owning them and from teams alone.
 */
public enum Role {
  /** Own rows and own tokens. */
  USER,
  /** Sees users, teams, grants and audit metadata as well. */
  OPERATOR,
  /** Manages users, teams, grants and peers as well. */
  ADMIN;

  /** {@link #USER} for endpoint annotations. */
  public static final String USER_NAME = "user";

  /** {@link #OPERATOR} for endpoint annotations. */
  public static final String OPERATOR_NAME = "operator";

  /** {@link #ADMIN} for endpoint annotations. */
  public static final String ADMIN_NAME = "admin";

  /** The name on the wire, in the database and in endpoint annotations. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of exactly this name, or empty. */
  public static Optional<Role> fromWireName(String name) {
    return Arrays.stream(values()).filter(role -> role.wireName().equals(name)).findFirst();
  }

  /** All names, for messages. */
  public static String validNames() {
    return Arrays.stream(values()).map(Role::wireName).collect(Collectors.joining(", "));
  }
}
