package mosaic.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows of untrusted text as aligned columns; one column gives way when the terminal is narrow. */
public final class Table {
  private static final String GAP = "  ";
  private static final int NARROWEST = 12;

  private final List<String> headings;
  private final int elasticColumn;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<String> headings, int elasticColumn) {
    this.headings = headings;
    this.elasticColumn = elasticColumn;
  }

  /** The column of that heading is cut to what the others leave. */
  public static Table withElastic(String elasticHeading, String... headings) {
    List<String> all = List.of(headings);
    if (!all.contains(elasticHeading)) {
      throw new IllegalArgumentException("no column " + elasticHeading);
    }
    return new Table(all, all.indexOf(elasticHeading));
  }

  public Table row(List<String> cells) {
    if (cells.size() != headings.size()) {
      throw new IllegalArgumentException(cells.size() + " cells for " + headings.size());
    }
    rows.add(cells.stream().map(SafeText::line).toList());
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The table's lines for a terminal of that many columns. */
  public List<String> lines(int columns) {
    int[] widths = widths(columns);
    List<String> lines = new ArrayList<>(rows.size() + 1);
    lines.add(line(headings, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private int[] widths(int columns) {
    int[] widths = headings.stream().mapToInt(DisplayWidth::of).toArray();
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], DisplayWidth.of(row.get(column)));
      }
    }
    int others = GAP.length() * (widths.length - 1);
    for (int column = 0; column < widths.length; column++) {
      others += column == elasticColumn ? 0 : widths[column];
    }
    widths[elasticColumn] = Math.min(widths[elasticColumn], Math.max(NARROWEST, columns - others));
    return widths;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = DisplayWidth.cut(cells.get(column), widths[column]);
      line.append(column == 0 ? "" : GAP).append(DisplayWidth.pad(cell, widths[column]));
    }
    return line.toString().stripTrailing();
  }
}
