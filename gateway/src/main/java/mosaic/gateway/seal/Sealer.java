package mosaic.gateway.seal;

import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Seals secrets at rest and opaque values handed out (R-1301). A sealed value opens only with the
 * same context, so it cannot be moved to another row, column, grant or query.
 *
 * <p>The key may be changed while others seal and open.
 */
public final class Sealer {
  /** Both at once, so that nobody sees the one without the other. */
  private record Current(MasterKey key, KeyId sealing, Aead aead) {
    static Current of(MasterKey key, KeyId sealing) {
      return new Current(key, sealing, key.sealingWith(sealing));
    }

    @Override
    public String toString() {
      return "Current[" + sealing + "]";
    }
  }

  private volatile Current current;
  private volatile Runnable onUnknownKey = () -> {};

  /** Seals under the first line of this key. */
  public Sealer(MasterKey key) {
    this(key, key.first());
  }

  /** Seals under this line of this key. */
  public Sealer(MasterKey key, KeyId sealing) {
    this.current = Current.of(key, sealing);
  }

  /** Where a sealed value lives: table, column and row id. */
  public record Place(String table, String column, UUID row) {
    String context() {
      return table + "|" + column + "|" + row;
    }
  }

  /** Goes on with this key, and seals under this line of it. */
  public void use(MasterKey key, KeyId sealing) {
    current = Current.of(key, sealing);
  }

  /** What is to be tried, once, before a value counts as sealed by a key that is not here. */
  public void onUnknownKey(Runnable attempt) {
    onUnknownKey = attempt;
  }

  /** The key that it uses now. */
  public MasterKey key() {
    return current.key();
  }

  /** The line that it seals under now. */
  public KeyId sealing() {
    return current.sealing();
  }

  /** Seals a column's value; base64. */
  public String seal(byte[] secret, Place place) {
    return Base64.getEncoder().encodeToString(encrypt(secret, place.context()));
  }

  /**
   * Opens a column's value.
   *
   * @throws UnsealException when it was sealed elsewhere, with another key, or was changed
   */
  public byte[] open(String sealed, Place place) {
    if (isOfUnknownKey(sealed)) {
      onUnknownKey.run();
    }
    try {
      return current.aead().decrypt(Base64.getDecoder().decode(sealed), bytes(place.context()));
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      throw new UnsealException(place, refused);
    }
  }

  /** Which key has sealed a column's value; empty when it is nothing sealed. */
  public static Optional<KeyId> keyOf(String sealed) {
    return KeyId.ofSealed(sealed, Base64.getDecoder());
  }

  /** Seals a small value that is handed to a caller and comes back, such as a cursor; base64url. */
  public String sealOpaque(byte[] value, String context) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(encrypt(value, context));
  }

  /** Opens what {@link #sealOpaque} made in the same context; empty for anything else. */
  public Optional<byte[]> openOpaque(String sealed, String context) {
    try {
      return Optional.of(
          current.aead().decrypt(Base64.getUrlDecoder().decode(sealed), bytes(context)));
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  private boolean isOfUnknownKey(String sealed) {
    MasterKey key = current.key();
    return keyOf(sealed).filter(id -> !key.has(id)).isPresent();
  }

  private byte[] encrypt(byte[] secret, String context) {
    try {
      return current.aead().encrypt(secret, bytes(context));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("sealing failed", impossible);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A sealed value does not open here. */
  public static final class UnsealException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsealException(Place place, Throwable cause) {
      super(
          "the sealed value of " + place.table() + "." + place.column() + " does not open", cause);
    }
  }
}
