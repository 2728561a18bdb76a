package mosaic.gateway.seal;

/**
 * Where a master key comes from (R-1301). The setting {@code master_key} names a provider and what
 * it is to read: {@code SCHEME:LOCATION}. There are {@code file} and {@code env}; a vault or a
 * cloud's key service is one more class like these, with a public constructor without parameters,
 * named in {@code META-INF/services/mosaic.gateway.seal.MasterKeyProvider} of a jar that the
 * setting {@code master_key_provider} names (docs/federation/KEYS.md shows one).
 *
 * <p>It is asked at the start, and every few seconds while the gateway runs, which is how a new
 * first line gets in. The answer should take less than a second, so one that asks over a network
 * remembers its last answer for a while.
 */
public interface MasterKeyProvider {
  /** Its name in the setting, lower-case letters and digits, and like no other's. */
  String scheme();

  /**
   * Reads the key: one line of base64 of 32 bytes for each, the current one first. The array is
   * wiped by the caller.
   *
   * @param location what follows the colon in the setting; it may be a secret that was written
   *     there by mistake, so no message repeats it
   * @throws UnavailableException when there is no key to be had
   */
  byte[] read(String location) throws UnavailableException;

  /** There is no key to be had. Both texts are shown to people, so they name no secret. */
  final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param cause what is wrong, a phrase
     * @param remedy what to do about it
     */
    public UnavailableException(String cause, String remedy) {
      super(cause);
      this.remedy = remedy;
    }

    /** What to do about it. */
    public String remedy() {
      return remedy;
    }
  }
}
