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
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The instance master key (R-1301): AES-256-GCM by Tink, from lines of base64 of 32 random bytes.
 * The first line is to seal; every line opens. A sealed value names its key by {@link KeyId}, so
 * rotation is a new first line.
 *
 * <p>What was read is wiped here. The keys that Tink holds cannot be: it has no way to.
 */
public final class MasterKey {
  /** AES-256. */
  private static final int KEY_BYTES = 32;

  /** By id, in the order of the lines. */
  private final Map<KeyId, AesGcmKey> keys;

  private MasterKey(Map<KeyId, AesGcmKey> keys) {
    this.keys = keys;
  }

  /**
   * Reads the key.
   *
   * @param lines one key a line, the current one first
   * @throws IllegalArgumentException when a line is not base64 of 32 bytes; the message does not
   *     repeat it
   */
  public static MasterKey parse(String lines) {
    return parse(lines.getBytes(StandardCharsets.UTF_8));
  }

  /** The same from bytes, which are zeros afterwards. */
  public static MasterKey parse(byte[] lines) {
    try {
      Map<KeyId, AesGcmKey> keys = new LinkedHashMap<>();
      int end = lines.length;
      while (end > 0 && isBlank(lines[end - 1])) {
        end--;
      }
      int start = 0;
      for (int i = 0; i <= end && end > 0; i++) {
        if (i == end || lines[i] == '\n') {
          add(keys, Arrays.copyOfRange(lines, start, i));
          start = i + 1;
        }
      }
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("it is empty");
      }
      return new MasterKey(keys);
    } finally {
      Arrays.fill(lines, (byte) 0);
    }
  }

  /** The ids of its lines, in their order, at least one. */
  public List<KeyId> ids() {
    return List.copyOf(keys.keySet());
  }

  /** The id of the line that is to seal. */
  public KeyId first() {
    return keys.keySet().iterator().next();
  }

  /** Whether it has this line. */
  public boolean has(KeyId id) {
    return keys.containsKey(id);
  }

  /** The same with these lines of another one at its end, so far as that has them. */
  public MasterKey keeping(MasterKey other, Collection<KeyId> lines) {
    Map<KeyId, AesGcmKey> all = new LinkedHashMap<>(keys);
    other.keys.forEach(
        (id, key) -> {
          if (lines.contains(id)) {
            all.putIfAbsent(id, key);
          }
        });
    return new MasterKey(all);
  }

  /**
   * Opens with every line, and seals with this one.
   *
   * @throws IllegalArgumentException when it has no such line
   */
  Aead sealingWith(KeyId sealing) {
    if (!has(sealing)) {
      throw new IllegalArgumentException("it has no line " + sealing);
    }
    try {
      AeadConfig.register();
      KeysetHandle.Builder keyset = KeysetHandle.newBuilder();
      keys.forEach(
          (id, key) -> {
            KeysetHandle.Builder.Entry entry = KeysetHandle.importKey(key);
            keyset.addEntry(id.equals(sealing) ? entry.makePrimary() : entry);
          });
      return keyset.build().getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException("it is not usable", unusable);
    }
  }

  @Override
  public String toString() {
    return "MasterKey[redacted]";
  }

  private static boolean isBlank(byte letter) {
    return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t';
  }

  private static void add(Map<KeyId, AesGcmKey> keys, byte[] line) {
    byte[] key = decoded(stripped(line));
    Arrays.fill(line, (byte) 0);
    try {
      if (key.length != KEY_BYTES) {
        throw new IllegalArgumentException("a line of it is not the base64 of 32 bytes");
      }
      KeyId id = KeyId.of(key);
      if (keys.putIfAbsent(id, tinkKey(key, id)) != null) {
        throw new IllegalArgumentException("two lines of it are the same");
      }
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException("it is not usable", unusable);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Without blanks at both ends. */
  private static byte[] stripped(byte[] line) {
    int from = 0;
    int to = line.length;
    while (from < to && isBlank(line[from])) {
      from++;
    }
    while (to > from && isBlank(line[to - 1])) {
      to--;
    }
    return from == 0 && to == line.length ? line : Arrays.copyOfRange(line, from, to);
  }

  private static byte[] decoded(byte[] base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    } finally {
      Arrays.fill(base64, (byte) 0);
    }
  }

  @AccessesPartialKey // the bytes are given from outside: this is where they become a key
  private static AesGcmKey tinkKey(byte[] key, KeyId id) throws GeneralSecurityException {
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
        .setIdRequirement(id.value())
        .build();
  }
}
