package mosaic.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that proves who a user is: 256 random bits, of which only the SHA-256 is ever stored.
 * That is safe without salt or stretching, for nobody can guess through 256 bits, and it makes
 * finding one a single index lookup.
 */
public final class IdentitySecret {
  private static final int BYTES = 32;
  private static final Pattern RANDOM_PART = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** What a secret is for, which its text shows. */
  public enum Kind {
    /** Signs every request; so marked that secret scanners find a leaked one. */
    ACCESS_TOKEN("mosaic_pat_"),
    /** Signs in once, for an access token. */
    SIGN_IN_CODE("");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  private final String text;

  private IdentitySecret(String text) {
    this.text = text;
  }

  /** A new one. */
  public static IdentitySecret generate(Kind kind, SecureRandom random) {
    byte[] bits = new byte[BYTES];
    random.nextBytes(bits);
    return new IdentitySecret(
        kind.prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  /** Reads one that a caller presents; empty if it cannot be one. */
  public static Optional<IdentitySecret> parse(Kind kind, String text) {
    return text.startsWith(kind.prefix)
            && RANDOM_PART.matcher(text.substring(kind.prefix.length())).matches()
        ? Optional.of(new IdentitySecret(text))
        : Optional.empty();
  }

  /** The text, to hand it to whom it belongs. */
  public String reveal() {
    return text;
  }

  /** What is stored and looked up. */
  public byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public String toString() {
    return "IdentitySecret[redacted]";
  }
}
