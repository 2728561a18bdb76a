package mosaic.gateway.migration;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table that is copied. Columns that PostgreSQL computes are not among these: they follow.
 *
 * @param name in schema {@code public}
 * @param columns in their order in the source, at least one
 * @param key those of the primary key, in its order, at least one
 * @param ofOwners whether its rows are shown to their owners only, so that it is read and written
 *     as one owner after the other
 */
record Table(String name, List<Column> columns, List<Column> key, boolean ofOwners) {
  /**
   * A column.
   *
   * @param type as PostgreSQL writes it, for example {@code timestamp with time zone}
   */
  record Column(String name, String type) {
    String quoted() {
      return quote(name);
    }

    /** To be ordered by, the same in every database: collations differ, bytes do not. */
    String ordered() {
      return type.equals("text") ? quoted() + " collate \"C\"" : quoted();
    }
  }

  String quoted() {
    return quote(name);
  }

  /** Whether it has a column of this name. */
  boolean has(String column) {
    return columns.stream().anyMatch(one -> one.name().equals(column));
  }

  /** Columns as a list for SQL. */
  static String list(List<Column> columns, String format) {
    return columns.stream()
        .map(column -> format.formatted(column.quoted()))
        .collect(Collectors.joining(", "));
  }

  /** The key as something to order and compare by. */
  String orderedKey() {
    return key.stream().map(Column::ordered).collect(Collectors.joining(", "));
  }

  /** The same, the last first. */
  String reverseKey() {
    return key.stream().map(column -> column.ordered() + " desc").collect(Collectors.joining(", "));
  }

  /** A placeholder for each of these columns, with its type. */
  static String placeholders(List<Column> columns) {
    return columns.stream()
        .map(column -> "cast(? as " + column.type() + ")")
        .collect(Collectors.joining(", "));
  }

  private static String quote(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
