package mosaic.ca;

/**
 * An OCSP response that says nothing of any certificate (RFC 6960, 4.2.1). It is not signed: nobody
 * is to rely on it.
 */
public enum OcspFailure {
  /** The request is not one, is too long, or asks for something critical that we do not know. */
  MALFORMED_REQUEST(1),
  /** A defect of the responder. */
  INTERNAL_ERROR(2),
  /** The responder cannot answer just now. */
  TRY_LATER(3),
  /** Not about certificates of an issuer that this responder answers for (RFC 5019, 2.2.3). */
  UNAUTHORIZED(6);

  private final int code;

  OcspFailure(int code) {
    this.code = code;
  }

  /** The response in DER. */
  public byte[] der() {
    return DerSequence.of(new byte[] {DerElement.ENUMERATED, 1, (byte) code});
  }
}
