package mosaic.ca;

/**
 * The CA was used wrongly or does not work: a defect or an attack from within, never the fault of
 * whoever asked for a certificate. What callers may expect to be refused is a value instead (see
 * {@link Preparation}).
 */
public final class CertificateAuthorityException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong. The names are stable. */
  public enum Fault {
    /** A prepared certificate was handed in a second time. */
    ALREADY_SIGNED,
    /** A prepared certificate was handed to an authority that did not prepare it. */
    FOREIGN_PREPARATION,
    /** The recorded intent is not the one of the prepared certificate. */
    INTENT_MISMATCH,
    /** The lint found a rule violated: our own profile code is wrong. */
    LINT_FAILED,
    /** The key and the certificate of the CA do not belong together. */
    KEY_MISMATCH,
    /** The key does not answer: the token that holds it is gone. */
    KEY_UNAVAILABLE,
    /** The signature could not be made, or does not verify. */
    SIGNING_FAILED,
    /** A certificate of the CA itself cannot be used as one. */
    UNUSABLE_AUTHORITY
  }

  private final Fault fault;

  CertificateAuthorityException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  CertificateAuthorityException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /** What went wrong. */
  public Fault fault() {
    return fault;
  }
}
