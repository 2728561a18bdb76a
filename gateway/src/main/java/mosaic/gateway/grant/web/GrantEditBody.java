package mosaic.gateway.grant.web;

import java.time.Instant;
import mosaic.gateway.grant.GrantEdit;
import mosaic.gateway.grant.GrantEdit.Part;
import mosaic.gateway.problem.Field;
import org.jspecify.annotations.Nullable;

/**
 * The body that changes what a grant has beside its scope (USER-API).
 *
 * @param version the version of the grant that the change was made on
 * @param rateLimitRpm requests a minute; as it is when left out
 * @param expiresAt when the grant ends, or {@code never}; as it is when left out
 * @param notes for admins; as they are when left out, deleted when empty
 */
record GrantEditBody(
    @Nullable Integer version,
    @Nullable Integer rateLimitRpm,
    @Nullable String expiresAt,
    @Nullable String notes) {
  private static final String NEVER = "never";

  GrantEdit checked(Instant now) {
    return new GrantEdit(
        Field.of("version").required(version),
        rateLimitRpm == null ? null : GrantFields.rateLimit(rateLimitRpm, 1),
        expiry(expiresAt, now),
        notes(notes));
  }

  private static Part<Instant> expiry(@Nullable String given, Instant now) {
    if (given == null) {
      return new Part.Kept<>();
    }
    return given.equals(NEVER)
        ? new Part.Removed<>()
        : new Part.Replaced<>(GrantFields.expiry(given, now));
  }

  private static Part<String> notes(@Nullable String given) {
    if (given == null) {
      return new Part.Kept<>();
    }
    return given.isEmpty() ? new Part.Removed<>() : new Part.Replaced<>(GrantFields.notes(given));
  }
}
