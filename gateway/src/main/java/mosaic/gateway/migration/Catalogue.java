package mosaic.gateway.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mosaic.gateway.migration.Table.Column;

/**
 * The tables of an instance, as its database describes them: a table that is added to the product
 * later needs no line here, and cannot be forgotten.
 */
final class Catalogue {
  /** What the tool that migrates schemas writes down is of its own database only. */
  private static final String TABLES =
      """
      select c.relname, c.relrowsecurity
        from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and not c.relispartition and c.relname not like 'flyway%'
         -- Processes stay where they are.
         and c.relname <> 'key_replicas'
       order by c.relname
      """;

  private static final String COLUMNS =
      """
      select a.attname, format_type(a.atttypid, a.atttypmod),
             array_position(k.conkey, a.attnum) as place_in_key,
             a.attidentity <> '' or pg_get_serial_sequence(format('public.%I', c.relname), a.attname)
               is not null as counts
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
       where c.relnamespace = 'public'::regnamespace and c.relname = ? and a.attgenerated = ''
       order by a.attnum
      """;

  private static final String REFERENCES =
      """
      select c.relname, r.relname
        from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        join pg_class r on r.oid = k.confrelid
       where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and c.oid <> r.oid
      """;

  private Catalogue() {}

  /** All tables, each after those that it refers to. */
  static List<Table> of(Connection connection) throws SQLException {
    Map<String, Table> tables = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(TABLES)) {
      while (found.next()) {
        Table table = table(connection, found.getString(1), found.getBoolean(2));
        tables.put(table.name(), table);
      }
    }
    return inOrder(tables, references(connection));
  }

  /** Whether a database has these tables, with all of their columns as they are. */
  static boolean has(Connection connection, List<Table> tables) throws SQLException {
    for (Table table : tables) {
      List<Column> columns = new ArrayList<>();
      try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
        statement.setString(1, table.name());
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            columns.add(new Column(found.getString(1), found.getString(2)));
          }
        }
      }
      if (!columns.containsAll(table.columns())) {
        return false;
      }
    }
    return true;
  }

  private static Table table(Connection connection, String name, boolean ofOwners)
      throws SQLException {
    List<Column> columns = new ArrayList<>();
    Map<Integer, Column> key = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, name);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          Column column = new Column(found.getString(1), found.getString(2));
          columns.add(column);
          int place = found.getInt(3);
          if (!found.wasNull()) {
            key.put(place, column);
          }
          if (found.getBoolean(4)) {
            throw new IllegalStateException(
                name + "." + column.name() + " counts by itself, which is not carried over");
          }
        }
      }
    }
    if (key.isEmpty()) {
      throw new IllegalStateException(name + " has no primary key to copy it by");
    }
    return new Table(name, List.copyOf(columns), List.copyOf(key.values()), ofOwners);
  }

  private static Map<String, Set<String>> references(Connection connection) throws SQLException {
    Map<String, Set<String>> references = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(REFERENCES)) {
      while (found.next()) {
        references
            .computeIfAbsent(found.getString(1), table -> new HashSet<>())
            .add(found.getString(2));
      }
    }
    return references;
  }

  private static List<Table> inOrder(
      Map<String, Table> tables, Map<String, Set<String>> references) {
    Map<String, Table> ordered = new LinkedHashMap<>();
    while (ordered.size() < tables.size()) {
      int before = ordered.size();
      tables.forEach(
          (name, table) -> {
            if (ordered.keySet().containsAll(references.getOrDefault(name, Set.of()))) {
              ordered.putIfAbsent(name, table);
            }
          });
      if (ordered.size() == before) {
        throw new IllegalStateException("these tables refer to each other in a circle");
      }
    }
    return List.copyOf(ordered.values());
  }
}
