package mosaic.ca;

/** Carries a rejection up to the verifier, which turns it into a value. */
final class RejectedChainException extends Exception {

  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  RejectedChainException(RejectionReason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  RejectionReason reason() {
    return reason;
  }

  static RejectedChainException of(MalformedCertificateException malformed) {
    return new RejectedChainException(
        switch (malformed.defect()) {
          case STRUCTURE -> RejectionReason.MALFORMED;
          case DUPLICATE_EXTENSION -> RejectionReason.DUPLICATE_EXTENSION;
        });
  }
}
