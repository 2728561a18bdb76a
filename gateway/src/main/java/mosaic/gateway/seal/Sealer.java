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
 */
public final class Sealer {
  private final Aead aead;

  /** Seals under this key. */
  public Sealer(MasterKey key) {
    this.aead = key.aead();
  }

  /** Where a sealed value lives: table, column and row id. */
  public record Place(String table, String column, UUID row) {
    String context() {
      return table + "|" + column + "|" + row;
    }
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
    try {
      return aead.decrypt(Base64.getDecoder().decode(sealed), bytes(place.context()));
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      throw new UnsealException(place, refused);
    }
  }

  /** Seals a small value that is handed to a caller and comes back, such as a cursor; base64url. */
  public String sealOpaque(byte[] value, String context) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(encrypt(value, context));
  }

  /** Opens what {@link #sealOpaque} made in the same context; empty for anything else. */
  public Optional<byte[]> openOpaque(String sealed, String context) {
    try {
      return Optional.of(aead.decrypt(Base64.getUrlDecoder().decode(sealed), bytes(context)));
    } catch (GeneralSecurityException | IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  private byte[] encrypt(byte[] secret, String context) {
    try {
      return aead.encrypt(secret, bytes(context));
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
