package mosaic.ca;

/** A certificate that cannot be read as RFC 5280, 4.1 describes it. */
final class MalformedCertificateException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong, as far as it makes a difference to anybody. */
  enum Defect {
    STRUCTURE,
    DUPLICATE_EXTENSION
  }

  private final Defect defect;

  MalformedCertificateException(Defect defect, String message) {
    super(message);
    this.defect = defect;
  }

  MalformedCertificateException(MalformedDerException cause) {
    super(cause.getMessage(), cause);
    this.defect = Defect.STRUCTURE;
  }

  Defect defect() {
    return defect;
  }
}
