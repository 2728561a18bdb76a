package mosaic.gateway.seal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which master key: the first four bytes of its SHA-256 without the sign. Says nothing of the key,
 * and stands in clear before every value that the key has sealed.
 *
 * @param value never 0, which Tink does not take
 */
public record KeyId(int value) {
  /** One byte of version before it, and nothing but it in the next four (Tink's output prefix). */
  private static final int PREFIX_BYTES = 5;

  /** As many letters of base64 as have those bytes in them. */
  private static final int PREFIX_LETTERS = 8;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{8}");

  /** Checks its range. */
  public KeyId {
    if (value <= 0) {
      throw new IllegalArgumentException("a key id is positive");
    }
  }

  static KeyId of(byte[] key) {
    int id = ByteBuffer.wrap(sha256(key)).getInt() & Integer.MAX_VALUE;
    return new KeyId(id == 0 ? 1 : id);
  }

  /** Reads what {@link #hex()} wrote. */
  public static KeyId parse(String hex) {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("a key id is eight hexadecimal digits");
    }
    return new KeyId(Integer.parseUnsignedInt(hex, 16));
  }

  /** The key that has sealed this; empty when it is nothing sealed. */
  static Optional<KeyId> ofSealed(String sealed, Base64.Decoder base64) {
    if (sealed.length() < PREFIX_LETTERS) {
      return Optional.empty();
    }
    try {
      byte[] prefix = base64.decode(sealed.substring(0, PREFIX_LETTERS));
      int id = ByteBuffer.wrap(prefix, 1, PREFIX_BYTES - 1).getInt();
      return id > 0 ? Optional.of(new KeyId(id)) : Optional.empty();
    } catch (IllegalArgumentException nothingSealed) {
      return Optional.empty();
    }
  }

  /** Eight lower-case hexadecimal digits, as people and the database have it. */
  public String hex() {
    return HexFormat.of().toHexDigits(value);
  }

  @Override
  public String toString() {
    return hex();
  }

  private static byte[] sha256(byte[] key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
