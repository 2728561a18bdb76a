package mosaic.gateway.enrolment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** A single-use enrolment token: 256 random bits. Only its SHA-256 is ever stored (R-401, T-10). */
public final class EnrolmentToken {
  /** 32 bytes as base64url without padding. */
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final String value;

  private EnrolmentToken(String value) {
    this.value = value;
  }

  /** A new token. */
  public static EnrolmentToken random(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new EnrolmentToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** A token that somebody presents; empty when it cannot be one. */
  public static Optional<EnrolmentToken> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new EnrolmentToken(text)) : Optional.empty();
  }

  /** The value, for the enrolment URL only. */
  public String reveal() {
    return value;
  }

  /** SHA-256 of the value: what is stored and looked up. */
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public String toString() {
    return "EnrolmentToken[redacted]";
  }
}
