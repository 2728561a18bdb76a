package mosaic.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tables of ACCESS-RULE.md: which scopes there are, and what each request is answered. */
final class AccessMatrixDocument {
  private static final String ALL = "all five";
  private static final List<String> RESOURCES =
      List.of("tasks", "notes", "memory", "credentials", "api_keys");

  private final List<List<List<String>>> tables;

  private AccessMatrixDocument(List<List<List<String>>> tables) {
    this.tables = tables;
  }

  /**
   * A scope by its name.
   *
   * @param document JSON, for a resource {@code R} and teams {@code T0} to {@code T3}
   */
  record Kind(String name, String document) {}

  /**
   * What one request is answered.
   *
   * @param answers by kind of row, in the order of {@link #rows}
   */
  record Line(String scope, String request, String resource, List<String> answers) {}

  static AccessMatrixDocument read() {
    List<List<List<String>>> tables = new ArrayList<>();
    try {
      List<String> lines =
          Files.readAllLines(ProjectRoot.path().resolve("docs/federation/ACCESS-RULE.md"));
      int begin = lines.indexOf("<!-- matrix: written by AccessMatrixTest -->");
      int end = lines.indexOf("<!-- end of matrix -->");
      List<List<String>> table = new ArrayList<>();
      for (String line : lines.subList(begin + 1, end)) {
        if (line.isEmpty()) {
          tables.add(table);
          table = new ArrayList<>();
        } else if (!line.startsWith("|---")) {
          table.add(cells(line));
        }
      }
      tables.add(table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new AccessMatrixDocument(tables);
  }

  List<Kind> scopes() {
    return body(0).stream()
        .map(cells -> new Kind(cells.get(0), cells.get(1).replace("`", "")))
        .toList();
  }

  /** The paths that capabilities name under a scope. */
  List<String> named(String scope) {
    return body(1).stream()
        .filter(cells -> cells.getFirst().equals(scope))
        .flatMap(cells -> Arrays.stream(cells.get(1).split(", ", -1)))
        .filter(path -> !path.equals("–"))
        .toList();
  }

  /** The kinds of rows. */
  List<String> rows() {
    List<String> headings = tables.get(2).getFirst();
    return headings.subList(3, headings.size());
  }

  /** A line for each request and resource under a scope. */
  List<Line> lines(String scope) {
    List<Line> lines = new ArrayList<>();
    for (List<String> cells : body(2)) {
      if (cells.getFirst().equals(scope)) {
        List<String> of =
            cells.get(2).equals(ALL) ? RESOURCES : List.of(cells.get(2).split(", ", -1));
        for (String resource : of) {
          lines.add(new Line(scope, cells.get(1), resource, cells.subList(3, cells.size())));
        }
      }
    }
    return lines;
  }

  private List<List<String>> body(int table) {
    List<List<String>> rows = tables.get(table);
    return rows.subList(1, rows.size());
  }

  private static List<String> cells(String line) {
    List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    return cells.subList(1, cells.size() - 1);
  }
}
