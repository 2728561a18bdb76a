package mosaic.gateway.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a user is in a team. Both see the same rows. */
public enum TeamRole {
  MEMBER,
  LEAD;

  /** The name on the wire and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of exactly this name, or empty. */
  public static Optional<TeamRole> fromWireName(String name) {
    return Arrays.stream(values()).filter(role -> role.wireName().equals(name)).findFirst();
  }

  /** All names, for messages. */
  public static String validNames() {
    return Arrays.stream(values()).map(TeamRole::wireName).collect(Collectors.joining(", "));
  }
}
