package mosaic.gateway.grant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of what a grant has beside its scope.
 *
 * @param version the version of the grant that it was made on
 * @param rateLimitRpm requests a minute; null leaves them as they are
 * @param expiresAt when it ends
 * @param notes for admins
 */
public record GrantEdit(
    int version, @Nullable Integer rateLimitRpm, Part<Instant> expiresAt, Part<String> notes) {

  /** What an edit does with something that a grant may be without. */
  public sealed interface Part<T> {
    /** Leaves it. */
    record Kept<T>() implements Part<T> {}

    /** Takes it away. */
    record Removed<T>() implements Part<T> {}

    /** Puts this in its place. */
    record Replaced<T>(T by) implements Part<T> {}

    /** What there is after it. */
    default @Nullable T after(@Nullable T before) {
      return switch (this) {
        case Kept<T> kept -> before;
        case Removed<T> removed -> null;
        case Replaced<T>(T by) -> by;
      };
    }
  }

  /** What the rate limit is after it. */
  public int rateLimitRpm(Grant before) {
    return rateLimitRpm == null ? before.rateLimitRpm() : rateLimitRpm;
  }
}
