package mosaic.ca;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which public keys are good enough to be certified, or to sign a certificate that we accept.
 *
 * <p>EC on the named curves P-256, P-384 and P-521 with an uncompressed point on the curve, and RSA
 * from 2048 to 8192 bits with an odd exponent of at least 65537. The modulus is searched for
 * factors below 752 and for two factors close together (100 rounds of Fermat's method), as
 * CA/Browser Forum BR 6.1.1.3 and 6.1.6 ask. Each examination is cheap, also for the largest key
 * that gets that far.
 */
public final class PublicKeyPolicy {

  private static final String RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
  private static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";
  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 8192;
  private static final int MOST_EXPONENT_BITS = 256;
  private static final int FERMAT_ROUNDS = 100;
  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65537);
  private static final BigInteger SMALL_PRIMES = productOfPrimesBelow(752);

  private static final Map<String, ECParameterSpec> CURVES =
      Map.of(
          "1.2.840.10045.3.1.7", curve("secp256r1"),
          "1.3.132.0.34", curve("secp384r1"),
          "1.3.132.0.35", curve("secp521r1"));

  private PublicKeyPolicy() {}

  /** What is wrong with this key, if anything. */
  public static Optional<KeyDefect> examine(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return encoded == null ? Optional.of(KeyDefect.UNSUPPORTED_ALGORITHM) : examine(encoded);
  }

  /** What is wrong with this SubjectPublicKeyInfo, if anything. */
  public static Optional<KeyDefect> examine(byte[] subjectPublicKeyInfo) {
    try {
      return examine(DerElement.parse(subjectPublicKeyInfo));
    } catch (MalformedDerException _) {
      return Optional.of(KeyDefect.MALFORMED);
    }
  }

  static Optional<KeyDefect> examine(DerElement spki) throws MalformedDerException {
    List<DerElement> parts = spki.expect(DerElement.SEQUENCE).children(2);
    List<DerElement> algorithm = parts.getFirst().expect(DerElement.SEQUENCE).children();
    if (algorithm.isEmpty()) {
      throw new MalformedDerException("an AlgorithmIdentifier without algorithm");
    }
    byte[] keyBits = parts.get(1).bitStringOctets();
    return switch (algorithm.getFirst().objectIdentifier()) {
      case RSA_ENCRYPTION -> {
        if (algorithm.size() != 2 || !algorithm.get(1).is(DerElement.NULL)) {
          throw new MalformedDerException("RSA parameters are NULL (RFC 3279, 2.3.1)");
        }
        yield examineRsa(keyBits);
      }
      case EC_PUBLIC_KEY -> {
        if (algorithm.size() != 2) {
          throw new MalformedDerException("an EC key names its curve (RFC 5480, 2.1.1)");
        }
        yield examineEc(algorithm.get(1), keyBits);
      }
      default -> Optional.of(KeyDefect.UNSUPPORTED_ALGORITHM);
    };
  }

  /** The key of a SubjectPublicKeyInfo that passed the examination. */
  static PublicKey decode(DerElement examinedSpki) throws MalformedDerException {
    try {
      DerElement algorithm = examinedSpki.children(2).getFirst();
      String oid = algorithm.children().getFirst().objectIdentifier();
      KeyFactory factory = KeyFactory.getInstance(RSA_ENCRYPTION.equals(oid) ? "RSA" : "EC");
      return factory.generatePublic(new X509EncodedKeySpec(examinedSpki.encoded()));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new MalformedDerException("the platform does not read this key: " + e.getMessage());
    }
  }

  private static Optional<KeyDefect> examineEc(DerElement parameters, byte[] point)
      throws MalformedDerException {
    if (parameters.is(DerElement.SEQUENCE)) {
      return Optional.of(KeyDefect.EXPLICIT_CURVE_PARAMETERS);
    }
    ECParameterSpec curve = CURVES.get(parameters.objectIdentifier());
    if (curve == null) {
      return Optional.of(KeyDefect.UNSUPPORTED_CURVE);
    }
    return isOnCurve(curve, point) ? Optional.empty() : Optional.of(KeyDefect.INVALID_POINT);
  }

  /** The three curves have cofactor 1: a point on the curve is in the right group. */
  private static boolean isOnCurve(ECParameterSpec spec, byte[] point) {
    int width = (spec.getCurve().getField().getFieldSize() + 7) / 8;
    if (point.length != 1 + 2 * width || point[0] != 4) {
      return false;
    }
    BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + width));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + width, point.length));
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
      return false;
    }
    BigInteger right =
        x.multiply(x).add(spec.getCurve().getA()).multiply(x).add(spec.getCurve().getB()).mod(p);
    return y.multiply(y).mod(p).equals(right);
  }

  private static Optional<KeyDefect> examineRsa(byte[] keyBits) throws MalformedDerException {
    List<DerElement> parts = DerElement.parse(keyBits).expect(DerElement.SEQUENCE).children(2);
    BigInteger modulus = parts.getFirst().integer();
    BigInteger exponent = parts.get(1).integer();
    if (modulus.signum() <= 0 || modulus.bitLength() < LEAST_RSA_BITS) {
      return Optional.of(KeyDefect.RSA_TOO_SMALL);
    }
    if (modulus.bitLength() > MOST_RSA_BITS) {
      return Optional.of(KeyDefect.RSA_TOO_LARGE);
    }
    if (exponent.compareTo(LEAST_EXPONENT) < 0
        || !exponent.testBit(0)
        || exponent.bitLength() > MOST_EXPONENT_BITS) {
      return Optional.of(KeyDefect.RSA_EXPONENT);
    }
    if (!modulus.gcd(SMALL_PRIMES).equals(BigInteger.ONE) || hasCloseFactors(modulus)) {
      return Optional.of(KeyDefect.RSA_MODULUS);
    }
    return Optional.empty();
  }

  private static boolean hasCloseFactors(BigInteger modulus) {
    BigInteger[] root = modulus.sqrtAndRemainder();
    if (root[1].signum() == 0) {
      return true;
    }
    BigInteger a = root[0].add(BigInteger.ONE);
    for (int round = 0; round < FERMAT_ROUNDS; round++) {
      BigInteger difference = a.multiply(a).subtract(modulus);
      if (difference.sqrtAndRemainder()[1].signum() == 0) {
        return true;
      }
      a = a.add(BigInteger.ONE);
    }
    return false;
  }

  private static BigInteger productOfPrimesBelow(int limit) {
    BigInteger product = BigInteger.TWO;
    for (BigInteger prime = BigInteger.valueOf(3);
        prime.intValue() < limit;
        prime = prime.nextProbablePrime()) {
      product = product.multiply(prime);
    }
    return product;
  }

  private static ECParameterSpec curve(String name) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(name));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has the curve " + name, e);
    }
  }
}
