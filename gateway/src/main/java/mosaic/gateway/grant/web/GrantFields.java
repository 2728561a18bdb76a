package mosaic.gateway.grant.web;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mosaic.ca.ValidityPeriod;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.scope.Scope;
import mosaic.gateway.scope.ScopeRefused;
import org.jspecify.annotations.Nullable;

/** The checks of what is said of grants in several bodies. */
final class GrantFields {
  static final int MOST_RPM = 100_000;
  private static final int LONGEST_NOTES = 2000;

  /** As long as the CA lives that certifies it. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

  /** So many digits fit whatever the unit is. */
  private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,7})([mhd])");

  private GrantFields() {}

  static String notes(String given) {
    return Field.of("notes").text(given, LONGEST_NOTES);
  }

  static int rateLimit(@Nullable Integer given, int otherwise) {
    return Field.of("rate_limit_rpm").range(given, 1, MOST_RPM, otherwise);
  }

  /**
   * When a grant ends: a moment (RFC 3339), a day, which is over at its end in UTC, or how long
   * from now on: {@code 90d}, {@code 12h}, {@code 30m} or an ISO 8601 duration.
   */
  static Instant expiry(String given, Instant now) {
    Field field = Field.of("expires_at");
    Instant end =
        moment(given, now)
            .orElseThrow(
                () ->
                    field.refused(
                        "is no date (2027-01-31), moment (2027-01-31T12:00:00Z) or time from now"
                            + " (90d, 12h)"))
            .truncatedTo(ChronoUnit.SECONDS);
    if (end.isBefore(now.plus(ValidityPeriod.SHORTEST)) || end.isAfter(now.plus(LONGEST_LIFE))) {
      throw field.refused("is not between a minute and ten years from now");
    }
    return end;
  }

  private static Optional<Instant> moment(String given, Instant now) {
    try {
      Matcher age = AGE.matcher(given);
      if (age.matches()) {
        return Optional.of(now.plus(Long.parseLong(age.group(1)), unit(age.group(2))));
      }
      if (given.startsWith("P")) {
        return Optional.of(now.plus(Duration.parse(given)));
      }
      return Optional.of(
          given.contains("T")
              ? OffsetDateTime.parse(given).toInstant()
              : LocalDate.parse(given).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException | ArithmeticException malformed) {
      return Optional.empty();
    }
  }

  private static ChronoUnit unit(String letter) {
    return switch (letter) {
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      default -> ChronoUnit.DAYS;
    };
  }

  /**
   * A scope; one that names credentials or API keys only where that is said to be meant.
   */
  static Scope scope(
      @Nullable Map<String, @Nullable Object> given, @Nullable Boolean allowSensitive) {
    Scope parsed;
    try {
      parsed = Scope.parse(Field.of("scope").required(given));
    } catch (ScopeRefused refused) {
      throw new ProblemException(
              ProblemCode.SCOPE_INVALID,
              refused.path() + ": " + refused.reason(),
              "Mend the document at " + refused.path() + ".")
          .with("path", refused.path());
    }
    if (parsed.namesSensitive() && !Boolean.TRUE.equals(allowSensitive)) {
      throw new ProblemException(
              ProblemCode.SCOPE_INVALID,
              "$.resources: names credentials or api_keys, whose values are secrets.",
              "Leave them out, or say that it is meant: allow_sensitive (--allow-sensitive).")
          .with("path", "$.resources");
    }
    return parsed;
  }
}
