package mosaic.gateway.token;

import java.util.Optional;

/**
 * How a key in a token is written down, where a key without one has its sealed bytes: {@code
 * pkcs11:LABEL}. No base64 has a colon.
 */
public final class TokenReference {
  private static final String SCHEME = "pkcs11:";

  private TokenReference() {}

  /** The reference to the key of this label. */
  public static String of(String label) {
    return SCHEME + label;
  }

  /** The label, if this is such a reference. */
  public static Optional<String> label(String reference) {
    return reference.startsWith(SCHEME)
        ? Optional.of(reference.substring(SCHEME.length()))
        : Optional.empty();
  }
}
