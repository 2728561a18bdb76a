package mosaic.ca;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** The kinds of key that a gateway makes for itself; {@link #EC_P256} is the default. */
public enum KeyAlgorithm {
  /** ECDSA on NIST P-256, signing with SHA-256. */
  EC_P256("EC", "SHA256withECDSA"),
  /** ECDSA on NIST P-384, signing with SHA-384. */
  EC_P384("EC", "SHA384withECDSA"),
  /** RSA with 3072 bits, signing with SHA-256. */
  RSA_3072("RSA", "SHA256withRSA"),
  /** RSA with 4096 bits, signing with SHA-256. */
  RSA_4096("RSA", "SHA256withRSA");

  private final String family;
  private final String signatureAlgorithm;

  KeyAlgorithm(String family, String signatureAlgorithm) {
    this.family = family;
    this.signatureAlgorithm = signatureAlgorithm;
  }

  /** The JCA name of the signature algorithm that goes with such a key. */
  public String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** The JCA name of the kind of key: {@code EC} or {@code RSA}. */
  public String family() {
    return family;
  }

  /** Makes a fresh key pair. */
  public KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
      generator.initialize(parameters(), random);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("this Java platform cannot make keys of kind " + this, e);
    }
  }

  /**
   * The signature algorithm for a key that was made elsewhere, for example in a PKCS#11 token: the
   * hash is as strong as the curve; RSA signs with SHA-256.
   *
   * @throws IllegalArgumentException if the key is neither EC nor RSA
   */
  static String signatureAlgorithmFor(PublicKey key) {
    return switch (key) {
      case ECKey ec when ec.getParams().getCurve().getField().getFieldSize() <= 256 ->
          EC_P256.signatureAlgorithm;
      case ECKey ec when ec.getParams().getCurve().getField().getFieldSize() <= 384 ->
          EC_P384.signatureAlgorithm;
      case ECKey _ -> "SHA512withECDSA";
      case RSAKey _ -> RSA_3072.signatureAlgorithm;
      default -> throw new IllegalArgumentException("a signing key is EC or RSA");
    };
  }

  /** A fresh key pair of the same kind and size as a given key. */
  static KeyPair generateLike(PublicKey key, SecureRandom random) {
    try {
      KeyPairGenerator generator;
      switch (key) {
        case ECKey ec -> {
          generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(ec.getParams(), random);
        }
        case RSAKey rsa -> {
          generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(rsa.getModulus().bitLength(), random);
        }
        default -> throw new IllegalArgumentException("a signing key is EC or RSA");
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform cannot make a key like the CA's", e);
    }
  }

  /** Curve or size, for a key that is made elsewhere, for example in a PKCS#11 token. */
  public AlgorithmParameterSpec parameters() {
    return switch (this) {
      case EC_P256 -> new ECGenParameterSpec("secp256r1");
      case EC_P384 -> new ECGenParameterSpec("secp384r1");
      case RSA_3072 -> new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4);
      case RSA_4096 -> new RSAKeyGenParameterSpec(4096, RSAKeyGenParameterSpec.F4);
    };
  }
}
