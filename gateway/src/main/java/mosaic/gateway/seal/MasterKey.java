package mosaic.gateway.seal;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The instance master key (R-1301): AES-256-GCM by Tink, from lines of base64 of 32 random bytes.
 * The first line seals; every line opens. A sealed value names its key by the first four bytes of
 * the key's SHA-256, so rotation is a new first line.
 */
public final class MasterKey {
  /** AES-256. */
  private static final int KEY_BYTES = 32;

  private final Aead aead;

  private MasterKey(Aead aead) {
    this.aead = aead;
  }

  /**
   * Reads the key.
   *
   * @param lines one key a line, the current one first
   * @throws IllegalArgumentException when a line is not base64 of 32 bytes; the message does not
   *     repeat it
   */
  public static MasterKey parse(String lines) {
    List<byte[]> keys = lines.lines().map(String::strip).map(MasterKey::decode).toList();
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("it is empty");
    }
    try {
      AeadConfig.register();
      KeysetHandle.Builder keyset = KeysetHandle.newBuilder();
      keyset.addEntry(KeysetHandle.importKey(tinkKey(keys.getFirst())).makePrimary());
      for (byte[] older : keys.subList(1, keys.size())) {
        keyset.addEntry(KeysetHandle.importKey(tinkKey(older)));
      }
      return new MasterKey(keyset.build().getPrimitive(RegistryConfiguration.get(), Aead.class));
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException("it is not usable", unusable);
    }
  }

  Aead aead() {
    return aead;
  }

  @Override
  public String toString() {
    return "MasterKey[redacted]";
  }

  private static byte[] decode(String line) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException malformed) {
      key = new byte[0];
    }
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a line of it is not the base64 of 32 bytes");
    }
    return key;
  }

  @AccessesPartialKey // the bytes are given from outside: this is where they become a key
  private static AesGcmKey tinkKey(byte[] key) throws GeneralSecurityException {
    AesGcmParameters parameters =
        AesGcmParameters.builder()
            .setKeySizeBytes(KEY_BYTES)
            .setIvSizeBytes(12)
            .setTagSizeBytes(16)
            .setVariant(AesGcmParameters.Variant.TINK)
            .build();
    return AesGcmKey.builder()
        .setParameters(parameters)
        .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
        .setIdRequirement(keyId(key))
        .build();
  }

  private static int keyId(byte[] key) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
    int id = ByteBuffer.wrap(Arrays.copyOf(digest, 4)).getInt() & Integer.MAX_VALUE;
    return id == 0 ? 1 : id;
  }
}
