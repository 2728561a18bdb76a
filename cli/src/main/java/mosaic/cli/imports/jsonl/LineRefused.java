package mosaic.cli.imports.jsonl;

/** A line that cannot be used. */
final class LineRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason without any value of the line, which may be a secret
   */
  LineRefused(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
