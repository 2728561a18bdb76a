package mosaic.ca;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;

/**
 * The serial number of a certificate: positive and at most 20 octets (RFC 5280, 4.1.2.2).
 *
 * @param value the number itself
 */
public record SerialNumber(BigInteger value) {

  /** The CA/Browser Forum asks for at least 64 bits from a secure generator (BR 7.1). */
  static final int LEAST_BITS = 64;

  private static final int RANDOM_BITS = 128;
  private static final int MOST_BITS = 159;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,40}");

  public SerialNumber {
    if (value.signum() <= 0 || value.bitLength() > MOST_BITS) {
      throw new IllegalArgumentException("a serial number is positive and at most 20 octets");
    }
  }

  /** A fresh serial number of 128 random bits. */
  public static SerialNumber random(SecureRandom random) {
    BigInteger candidate = new BigInteger(RANDOM_BITS, random);
    while (candidate.bitLength() < LEAST_BITS) {
      candidate = new BigInteger(RANDOM_BITS, random);
    }
    return new SerialNumber(candidate);
  }

  /** The serial number of a certificate. */
  public static SerialNumber of(X509Certificate certificate) {
    return new SerialNumber(certificate.getSerialNumber());
  }

  /**
   * Reads what {@link #hex} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static SerialNumber parse(String hex) {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("a serial number is 1 to 40 lower-case hex digits");
    }
    return new SerialNumber(new BigInteger(hex, 16));
  }

  /** The number in lower-case hexadecimal, without leading zeros. */
  public String hex() {
    return value.toString(16);
  }

  @Override
  public String toString() {
    return hex();
  }
}
