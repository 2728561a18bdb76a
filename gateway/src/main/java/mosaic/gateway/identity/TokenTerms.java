package mosaic.gateway.identity;

import java.time.Duration;
import mosaic.gateway.problem.Field;
import org.jspecify.annotations.Nullable;

/**
 * What a new personal access token is called and how long it works.
 *
 * @param name 1–128 characters
 * @param validDays 1…365
 */
public record TokenTerms(String name, int validDays) {
  private static final int MOST_CHARACTERS = 128;
  private static final int MOST_DAYS = 365;
  private static final int DEFAULT_DAYS = 90;

  /** Takes valid terms only. */
  public TokenTerms {
    if (name.isEmpty() || validDays < 1 || validDays > MOST_DAYS) {
      throw new IllegalArgumentException("not the terms of a token");
    }
  }

  /** The same, but living no longer than this, which is a day or more. */
  public TokenTerms atMost(Duration longest) {
    return new TokenTerms(name, (int) Math.min(validDays, longest.toDays()));
  }

  /** Reads the terms from a request. */
  public static TokenTerms read(
      Field nameField, @Nullable String name, Field daysField, @Nullable Integer validDays) {
    return new TokenTerms(
        nameField.text(name, MOST_CHARACTERS),
        daysField.range(validDays, 1, MOST_DAYS, DEFAULT_DAYS));
  }
}
