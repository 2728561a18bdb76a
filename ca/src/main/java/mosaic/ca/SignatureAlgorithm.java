package mosaic.ca;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an AlgorithmIdentifier says about a signature (RFC 5280, 4.1.1.2).
 *
 * <p>Accepted are ECDSA and RSA PKCS#1 v1.5 with SHA-256, SHA-384 or SHA-512 and with exactly the
 * parameters that RFC 5758 and RFC 4055 give them. Everything with MD2, MD4, MD5, SHA-1 or SHA-224
 * is weak, everything else is unsupported.
 */
sealed interface SignatureAlgorithm {

  /** One that is good enough; {@code jcaName} verifies it. */
  record Strong(String jcaName) implements SignatureAlgorithm {}

  /** One that rests on a broken or too short hash. */
  record Weak() implements SignatureAlgorithm {}

  /** One that this CA does not know, or a known one with wrong parameters. */
  record Unsupported() implements SignatureAlgorithm {}

  /** ECDSA: parameters absent (RFC 5758, 3.2). */
  Map<String, String> ECDSA =
      Map.of(
          "1.2.840.10045.4.3.2", "SHA256withECDSA",
          "1.2.840.10045.4.3.3", "SHA384withECDSA",
          "1.2.840.10045.4.3.4", "SHA512withECDSA");

  /** RSA PKCS#1 v1.5: parameters NULL, absence to be tolerated (RFC 4055, 5). */
  Map<String, String> RSA =
      Map.of(
          "1.2.840.113549.1.1.11", "SHA256withRSA",
          "1.2.840.113549.1.1.12", "SHA384withRSA",
          "1.2.840.113549.1.1.13", "SHA512withRSA");

  /** RSA with MD2, MD4, MD5, SHA-1, SHA-224; ECDSA with SHA-1, SHA-224; DSA; the OIW names. */
  Set<String> WEAK =
      Set.of(
          "1.2.840.113549.1.1.2",
          "1.2.840.113549.1.1.3",
          "1.2.840.113549.1.1.4",
          "1.2.840.113549.1.1.5",
          "1.2.840.113549.1.1.14",
          "1.2.840.10045.4.1",
          "1.2.840.10045.4.3.1",
          "1.2.840.10040.4.3",
          "1.3.14.3.2.3",
          "1.3.14.3.2.29");

  /** Reads an AlgorithmIdentifier. */
  static SignatureAlgorithm of(DerElement identifier) throws MalformedDerException {
    List<DerElement> parts = identifier.expect(DerElement.SEQUENCE).children();
    if (parts.isEmpty() || parts.size() > 2) {
      throw new MalformedDerException("an AlgorithmIdentifier has one or two parts");
    }
    String oid = parts.getFirst().objectIdentifier();
    @Nullable DerElement parameters = parts.size() == 2 ? parts.get(1) : null;
    if (WEAK.contains(oid)) {
      return new Weak();
    }
    String ecdsa = ECDSA.get(oid);
    if (ecdsa != null && parameters == null) {
      return new Strong(ecdsa);
    }
    String rsa = RSA.get(oid);
    if (rsa != null && (parameters == null || parameters.is(DerElement.NULL))) {
      return new Strong(rsa);
    }
    return new Unsupported();
  }

  /** Whether the signature over these bytes is by this key; false for any kind of mismatch. */
  static boolean verifies(Strong algorithm, PublicKey key, byte[] signed, byte[] signature) {
    return verifies(algorithm, key, ByteBuffer.wrap(signed), signature);
  }

  /** The same for bytes that are not to be copied. */
  static boolean verifies(Strong algorithm, PublicKey key, ByteBuffer signed, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm.jcaName());
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException _) {
      return false;
    }
  }
}
