package mosaic.gateway.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies one table in the order of its key, a transaction for every batch. Whatever ends it early,
 * the target holds the first so many rows of it, and the next run goes on behind the last.
 */
final class TableCopy {
  private static final int MOST_ROWS = 500;
  private static final long MOST_CHARACTERS = 4L << 20;

  /** Rows that are fetched at a time; one has up to 1 MiB. */
  private static final int FETCH = 50;

  private final Connection source;
  private final Connection target;
  private final Table table;
  private final LongConsumer progress;

  /**
   * @param source in a transaction
   * @param target in none
   * @param progress is told of every batch how many rows it had
   */
  TableCopy(Connection source, Connection target, Table table, LongConsumer progress) {
    this.source = source;
    this.target = target;
    this.table = table;
    this.progress = progress;
  }

  /** Copies what is not there yet. */
  void run(List<UUID> owners) throws SQLException {
    if (!table.ofOwners()) {
      copy(null);
      return;
    }
    for (UUID owner : owners) {
      Session.actAs(source, owner);
      Session.actAs(target, owner);
      target.commit();
      copy(owner);
    }
  }

  private void copy(@Nullable UUID owner) throws SQLException {
    List<String> last = lastKey(owner);
    try (PreparedStatement rows = rows(owner, last);
        PreparedStatement insert = target.prepareStatement(insert())) {
      rows.setFetchSize(FETCH);
      int width = table.columns().size();
      int batched = 0;
      long characters = 0;
      try (ResultSet row = rows.executeQuery()) {
        while (row.next()) {
          for (int column = 1; column <= width; column++) {
            String value = row.getString(column);
            insert.setString(column, value);
            characters += value == null ? 0 : value.length();
          }
          insert.addBatch();
          batched++;
          if (batched == MOST_ROWS || characters >= MOST_CHARACTERS) {
            write(insert, batched);
            batched = 0;
            characters = 0;
          }
        }
      }
      if (batched > 0) {
        write(insert, batched);
      }
    }
  }

  private void write(PreparedStatement insert, int rows) throws SQLException {
    insert.executeBatch();
    target.commit();
    progress.accept(rows);
  }

  /** The key of the last row that is there; empty when there is none. */
  private List<String> lastKey(@Nullable UUID owner) throws SQLException {
    String sql =
        "select %s from %s%s order by %s limit 1"
            .formatted(
                Table.list(table.key(), "%s::text"),
                table.quoted(),
                owner == null ? "" : " where owner_id = ?",
                table.reverseKey());
    List<String> key = new ArrayList<>();
    try (PreparedStatement statement = target.prepareStatement(sql)) {
      if (owner != null) {
        statement.setObject(1, owner);
      }
      try (ResultSet found = statement.executeQuery()) {
        if (found.next()) {
          for (int i = 1; i <= table.key().size(); i++) {
            key.add(found.getString(i));
          }
        }
      }
    }
    target.commit();
    return key;
  }

  private PreparedStatement rows(@Nullable UUID owner, List<String> last) throws SQLException {
    List<String> conditions = new ArrayList<>();
    if (owner != null) {
      conditions.add("owner_id = cast(? as uuid)");
    }
    if (!last.isEmpty()) {
      conditions.add("(%s) > (%s)".formatted(table.orderedKey(), Table.placeholders(table.key())));
    }
    PreparedStatement statement =
        source.prepareStatement(
            "select %s from %s%s order by %s"
                .formatted(
                    Table.list(table.columns(), "%s::text"),
                    table.quoted(),
                    conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions),
                    table.orderedKey()));
    int place = 1;
    if (owner != null) {
      statement.setString(place++, owner.toString());
    }
    for (String part : last) {
      statement.setString(place++, part);
    }
    return statement;
  }

  private String insert() {
    return "insert into %s (%s) values (%s)"
        .formatted(
            table.quoted(), Table.list(table.columns(), "%s"), Table.placeholders(table.columns()));
  }
}
