package mosaic.gateway.grant;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of what a grant has beside its scope.
 *
 * @param version the version of the grant that it was made on
 * @param rateLimitRpm requests a minute; null leaves them as they are
 * @param expiresAt when it ends; null leaves it as it is, an empty one lets it never end
 * @param notes for admins; null leaves them as they are, empty ones delete them
 */
public record GrantEdit(
    int version,
    @Nullable Integer rateLimitRpm,
    @Nullable Optional<Instant> expiresAt,
    @Nullable Optional<String> notes) {

  /** What the rate limit is after it. */
  public int rateLimitRpm(Grant before) {
    return rateLimitRpm == null ? before.rateLimitRpm() : rateLimitRpm;
  }

  /** When the grant ends after it. */
  public @Nullable Instant expiresAt(Grant before) {
    return expiresAt == null ? before.expiresAt() : expiresAt.orElse(null);
  }

  /** What the notes are after it. */
  public @Nullable String notes(Grant before) {
    return notes == null ? before.notes() : notes.orElse(null);
  }
}
