package mosaic.ca;

/** Carries a {@link CrlDefect} up to the verifier. */
final class RejectedCrlException extends Exception {

  private static final long serialVersionUID = 1L;

  private final CrlDefect defect;

  RejectedCrlException(CrlDefect defect) {
    super(defect.name());
    this.defect = defect;
  }

  CrlDefect defect() {
    return defect;
  }
}
