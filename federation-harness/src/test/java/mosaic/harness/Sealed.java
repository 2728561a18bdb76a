package mosaic.harness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens what a gateway sealed, for those who hold its master key. Written from the description of
 * the format alone: one byte of version, four of key id, twelve of nonce, AES-256-GCM.
 */
final class Sealed {
  private static final int NONCE_START = 5;
  private static final int NONCE_LENGTH = 12;

  private final byte[] key;

  private Sealed(byte[] key) {
    this.key = key;
  }

  static Sealed under(GatewaySettings settings) {
    try {
      String line = Files.readAllLines(settings.masterKeyFile()).getFirst();
      return new Sealed(Base64.getDecoder().decode(line.strip()));
    } catch (IOException e) {
      throw new HarnessException("No master key", e);
    }
  }

  /**
   * @throws GeneralSecurityException when it was sealed under another key or for another place
   */
  byte[] open(String sealed, String table, String column, String row)
      throws GeneralSecurityException {
    byte[] bytes = Base64.getDecoder().decode(sealed);
    if (bytes[0] != 1 || ByteBuffer.wrap(bytes).getInt(1) != keyId()) {
      throw new GeneralSecurityException("sealed under another key");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(128, bytes, NONCE_START, NONCE_LENGTH));
    cipher.updateAAD((table + "|" + column + "|" + row).getBytes(StandardCharsets.UTF_8));
    return cipher.doFinal(Arrays.copyOfRange(bytes, NONCE_START + NONCE_LENGTH, bytes.length));
  }

  private int keyId() throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
    int id = ByteBuffer.wrap(digest).getInt() & 0x7fff_ffff;
    return id == 0 ? 1 : id;
  }
}
