package mosaic.gateway.search;

/**
 * One thing that a person searches for.
 *
 * @param text a word or a phrase, not blank
 * @param group terms of one group, which follow one another, are alternatives
 * @param prefix whether words that only begin so count, too
 * @param negated whether rows with it are left out
 */
public record Term(String text, int group, boolean prefix, boolean negated) {
  /** Takes what there can be only. */
  public Term {
    if (text.isBlank() || group < 1) {
      throw new IllegalArgumentException("a term without a text or a group");
    }
  }

  @Override
  public String toString() {
    return "Term[redacted]";
  }
}
