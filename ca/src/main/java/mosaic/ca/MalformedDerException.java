package mosaic.ca;

/** Bytes that are not the strict DER (ITU-T X.690, 10 and 11) that was expected of them. */
final class MalformedDerException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedDerException(String message) {
    super(message);
  }
}
