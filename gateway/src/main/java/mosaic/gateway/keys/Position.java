package mosaic.gateway.keys;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where re-sealing goes on: from one bounded step to the next. It may begin anew at any time.
 *
 * @param stage whose turn it is
 * @param from the first id that is still to be looked at
 */
public record Position(Stage stage, UUID from) {
  private static final UUID FIRST = new UUID(0, 0);
  private static final Pattern TEXT =
      Pattern.compile("([a-z_]{1,32}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

  /** In this order. */
  public enum Stage {
    /** Keys of this instance's CAs. */
    AUTHORITIES,
    /** Peers' certificates. */
    PEER_CERTIFICATES,
    /** Peers' keys. */
    PEER_KEYS,
    /** Secrets of people, one owner after the other. */
    OWNERS;

    Optional<Stage> next() {
      return switch (this) {
        case AUTHORITIES -> Optional.of(PEER_CERTIFICATES);
        case PEER_CERTIFICATES -> Optional.of(PEER_KEYS);
        case PEER_KEYS -> Optional.of(OWNERS);
        case OWNERS -> Optional.empty();
      };
    }
  }

  /** The beginning. */
  public static final Position START = beginningOf(Stage.AUTHORITIES);

  static Position beginningOf(Stage stage) {
    return new Position(stage, FIRST);
  }

  /** Reads what {@link #text} wrote; empty for anything else. */
  public static Optional<Position> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Arrays.stream(Stage.values())
        .filter(stage -> name(stage).equals(matcher.group(1)))
        .findFirst()
        .map(stage -> new Position(stage, UUID.fromString(matcher.group(2))));
  }

  /** For the wire. */
  public String text() {
    return name(stage) + ":" + from;
  }

  private static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }
}
