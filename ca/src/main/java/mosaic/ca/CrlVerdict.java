package mosaic.ca;

/** What comes of checking a revocation list. */
public sealed interface CrlVerdict {

  /**
   * The list is good.
   *
   * @param list it
   */
  record Accepted(RevocationList list) implements CrlVerdict {}

  /**
   * The list is refused.
   *
   * @param defect the first thing found wrong
   */
  record Rejected(CrlDefect defect) implements CrlVerdict {}
}
