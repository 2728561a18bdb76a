package mosaic.cli.gateway;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import mosaic.cli.CommandFailure;

/** The SHA-256 of a certificate, written {@code sha256:} and 64 hex digits. */
public record Fingerprint(String hex) {
  private static final String PREFIX = "sha256:";
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

  public Fingerprint {
    if (!DIGITS.matcher(hex).matches()) {
      throw new IllegalArgumentException("not 64 lower-case hex digits");
    }
  }

  /** Reads what a person typed; the colons that other tools put between bytes are fine. */
  public static Fingerprint parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    String digits = lower.startsWith(PREFIX) ? lower.substring(PREFIX.length()) : "";
    digits = digits.replace(":", "");
    if (!DIGITS.matcher(digits).matches()) {
      throw CommandFailure.usage(
          "fingerprint-malformed",
          "The fingerprint is malformed",
          "it must be sha256: followed by 64 hex digits",
          "`openssl x509 -noout -fingerprint -sha256 -in ca-root.pem` prints it");
    }
    return new Fingerprint(digits);
  }

  public static Fingerprint of(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Fingerprint(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public String toString() {
    return PREFIX + hex;
  }
}
