package mosaic.gateway.identity;

import java.util.Optional;
import java.util.regex.Pattern;
import mosaic.gateway.problem.Field;
import org.jspecify.annotations.Nullable;

/**
 * The name of a user: 1–64 characters of {@code a-z 0-9 . _ -}, not of signs alone, lest a user is
 * called like nobody in the audit log.
 */
public record UserName(String text) {
  private static final Pattern VALID = Pattern.compile("(?=.*[a-z0-9])[a-z0-9._-]{1,64}");

  /** Takes valid names only. */
  public UserName {
    if (!VALID.matcher(text).matches()) {
      throw new IllegalArgumentException("not a user name");
    }
  }

  /** The name of exactly this text, if it is one. */
  public static Optional<UserName> of(String text) {
    return VALID.matcher(text).matches() ? Optional.of(new UserName(text)) : Optional.empty();
  }

  /** Reads a name from a request. */
  public static UserName read(Field field, @Nullable String text) {
    String given = field.required(text);
    if (!VALID.matcher(given).matches()) {
      throw field.refused(
          Field.quoted(given)
              + " is no user name; it takes 1 to 64 characters of a-z 0-9 . _ -, not signs alone");
    }
    return new UserName(given);
  }

  @Override
  public String toString() {
    return text;
  }
}
