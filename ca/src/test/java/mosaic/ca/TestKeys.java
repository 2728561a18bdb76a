package mosaic.ca;

import static mosaic.ca.Fixtures.CLIENT_KEY;
import static mosaic.ca.Fixtures.spki;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Public keys that nobody should certify, as SubjectPublicKeyInfo. */
final class TestKeys {

  private static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";
  private static final String RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
  private static final ASN1ObjectIdentifier P_256 = new ASN1ObjectIdentifier("1.2.840.10045.3.1.7");

  private TestKeys() {}

  /** A pair on a curve that only BouncyCastle knows. */
  static KeyPair pairOnCurve(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
      generator.initialize(new ECGenParameterSpec(curve), Fixtures.RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] onCurve(String curve) {
    return pairOnCurve(curve).getPublic().getEncoded();
  }

  static byte[] offCurve() {
    byte[] encoded = CLIENT_KEY.getPublic().getEncoded();
    encoded[encoded.length - 1] ^= 1;
    return encoded;
  }

  static byte[] atInfinity() {
    return spki(EC_PUBLIC_KEY, P_256, new byte[] {0});
  }

  static byte[] allZero() {
    byte[] point = new byte[65];
    point[0] = 4;
    return spki(EC_PUBLIC_KEY, P_256, point);
  }

  /**
   * The same point as an honest key, with the field's prime added to x: does not fit, so all ones.
   */
  static byte[] outOfRange() {
    byte[] point = new byte[65];
    Arrays.fill(point, (byte) 0xff);
    point[0] = 4;
    return spki(EC_PUBLIC_KEY, P_256, point);
  }

  static byte[] compressed() {
    ECPublicKey key = (ECPublicKey) CLIENT_KEY.getPublic();
    byte[] encoded = key.getEncoded();
    byte[] point = new byte[33];
    point[0] = (byte) (key.getW().getAffineY().testBit(0) ? 3 : 2);
    System.arraycopy(encoded, encoded.length - 64, point, 1, 32);
    return spki(EC_PUBLIC_KEY, P_256, point);
  }

  static byte[] explicitCurve() {
    X9ECParameters parameters = ECNamedCurveTable.getByName("P-256");
    return spki(EC_PUBLIC_KEY, parameters, point(CLIENT_KEY.getPublic()));
  }

  static byte[] rsa(BigInteger modulus, BigInteger exponent) {
    return spki(
        RSA_ENCRYPTION,
        DERNull.INSTANCE,
        Fixtures.der(Fixtures.sequence(new ASN1Integer(modulus), new ASN1Integer(exponent))));
  }

  static byte[] ec(ASN1Encodable parameters) {
    return spki(EC_PUBLIC_KEY, parameters, point(CLIENT_KEY.getPublic()));
  }

  private static byte[] point(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length);
  }
}
