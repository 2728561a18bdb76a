package mosaic.cli.imports;

import java.util.Locale;

/** What an import's input is counted in. */
public enum Unit {
  FILES,
  LINES,
  TO_DOS;

  /** Its name in a JSON report. */
  String member() {
    return name().toLowerCase(Locale.ROOT);
  }

  String plural() {
    return member().replace('_', '-');
  }
}
