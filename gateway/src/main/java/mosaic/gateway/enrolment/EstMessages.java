package mosaic.gateway.enrolment;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import mosaic.ca.CertificateRequest;
import mosaic.ca.CertsOnlyMessage;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * The bodies of EST (RFC 7030): base64 of DER, whose white space says nothing and whose {@code
 * Content-Transfer-Encoding} is neither sent nor looked at (RFC 8951, 3).
 */
public final class EstMessages {
  /** Of requests (RFC 7030, 4.2.1). */
  public static final String REQUEST_TYPE = "application/pkcs10";

  /** Of answers (RFC 7030, 4.1.3 and 4.2.3). */
  public static final String CERTIFICATES_TYPE = "application/pkcs7-mime; smime-type=certs-only";

  /** Base64 of the largest request there can be, in lines as short as anybody writes them. */
  public static final int MOST_REQUEST_BYTES = 2 * CertificateRequest.MAX_BYTES;

  private static final Base64.Encoder LINES = Base64.getMimeEncoder();

  private EstMessages() {}

  /**
   * The request in a body, in DER.
   *
   * @throws ProblemException when it is too large or not base64
   */
  public static byte[] request(byte[] body) {
    if (body.length > MOST_REQUEST_BYTES) {
      throw new ProblemException(
          ProblemCode.BODY_TOO_LARGE,
          "A certificate request may have up to %d bytes of base64.".formatted(MOST_REQUEST_BYTES),
          "Send a smaller one; of all that it says only the key counts.");
    }
    String text = new String(body, StandardCharsets.ISO_8859_1).replaceAll("[ \\t\\r\\n]", "");
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      throw ProblemException.invalid(
          "The body is not base64.", "Send a PKCS#10 request in DER as base64 (RFC 8951, 3).");
    }
  }

  /** A body with these certificates. */
  public static byte[] certificates(List<X509Certificate> certificates) {
    return LINES.encode(CertsOnlyMessage.encode(certificates));
  }
}
