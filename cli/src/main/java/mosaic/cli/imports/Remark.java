package mosaic.cli.imports;

import java.util.Locale;

/** What a report counts by name beside the rows. */
public enum Remark {
  /** Written into the text of a row, for want of a field. */
  IN_THE_BODY,
  /** Lost, for want of a field. */
  NOT_CARRIED,
  /** Of another kind than what is imported. */
  PASSED_OVER;

  /** Its name in a JSON report. */
  String member() {
    return name().toLowerCase(Locale.ROOT);
  }

  String words() {
    return member().replace('_', ' ');
  }
}
