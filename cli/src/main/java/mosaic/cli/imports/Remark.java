package mosaic.cli.imports;

/** What a report counts by name beside the rows. */
public enum Remark {
  /** Written into the text of a row, for want of a field. */
  IN_THE_BODY("in_the_body", "in the body"),
  /** Lost, for want of a field. */
  NOT_CARRIED("not_carried", "not carried"),
  /** Of another kind than what is imported. */
  PASSED_OVER("passed_over", "passed over");

  private final String member;
  private final String words;

  Remark(String member, String words) {
    this.member = member;
    this.words = words;
  }

  String member() {
    return member;
  }

  String words() {
    return words;
  }
}
