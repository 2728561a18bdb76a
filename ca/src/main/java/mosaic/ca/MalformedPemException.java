package mosaic.ca;

/** Text that is not the PEM that was expected. The message never repeats any of the text. */
public final class MalformedPemException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong. The names are stable. */
  public enum Reason {
    /** Longer than any honest input. */
    TOO_LARGE,
    /** No block at all, or one that is cut off. */
    INCOMPLETE,
    /** More blocks than expected. */
    TOO_MANY_BLOCKS,
    /** A block of another kind. */
    WRONG_LABEL,
    /** Something before, between, after or within blocks that does not belong there. */
    UNEXPECTED_TEXT,
    /** A block that is not canonical base64 (RFC 4648, 4). */
    NOT_BASE64,
    /** A block whose content is not what its label says. */
    WRONG_CONTENT
  }

  private final Reason reason;

  MalformedPemException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
