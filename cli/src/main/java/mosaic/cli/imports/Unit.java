package mosaic.cli.imports;

/** What an import's input is counted in. */
public enum Unit {
  FILES("files", "files"),
  LINES("lines", "lines"),
  TO_DOS("to_dos", "to-dos");

  private final String member;
  private final String plural;

  Unit(String member, String plural) {
    this.member = member;
    this.plural = plural;
  }

  /** Its name in a JSON report. */
  String member() {
    return member;
  }

  String plural() {
    return plural;
  }
}
