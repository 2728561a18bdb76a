package mosaic.gateway.resource.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.Reader;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.resource.Page;
import mosaic.gateway.resource.Position;
import mosaic.gateway.resource.Selection;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/** Reads native rows: the one place that turns a {@link Selection} into SQL. */
@ApplicationScoped
public class ItemReads {
  private final Database database;
  private final ItemRows itemRows;

  ItemReads(Database database, ItemRows itemRows) {
    this.database = database;
    this.itemRows = itemRows;
  }

  /**
   * A page of the selected rows that fit a query, in its order.
   *
   * @param limit most rows to return, 1…500
   * @param after only rows after this place; null for the first page
   */
  public Uni<Page> list(
      Reader reader, Selection selection, ListQuery query, int limit, @Nullable Position after) {
    ListStatement statement = ListStatement.of(query.within(selection), query, limit + 1, after);
    Uni<RowSet<Row>> rows =
        query.mayPassOverMany()
            ? database.readAtLength(reader, statement.sql(), statement.parameters())
            : database.read(reader, statement.sql(), statement.parameters());
    return rows.map(read -> page(selection.type(), read, limit));
  }

  /** One row by id, when the selection has it. */
  public Uni<Optional<Item>> get(Reader reader, Selection selection, UUID id) {
    String sql = ItemSql.get(selection.type(), selection.own());
    Tuple parameters = Tuple.of(selection.teams().toArray(UUID[]::new), id);
    return database
        .read(reader, sql, parameters)
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(itemRows.item(selection.type(), rows.iterator().next())));
  }

  /**
   * Rows by their ids, in the order of the ids; without those that the selection has not, and those
   * that would not fit into the bytes of a page.
   */
  public Uni<List<Item>> byIds(Reader reader, Selection selection, List<UUID> ids) {
    String sql = ItemSql.byIds(selection.type(), selection.own());
    Tuple parameters = Tuple.of(selection.teams().toArray(UUID[]::new), ids.toArray(UUID[]::new));
    return database
        .read(reader, sql, parameters)
        .map(
            rows -> {
              List<Item> items = new ArrayList<>();
              for (Row row : rows) {
                items.add(itemRows.item(selection.type(), row));
              }
              return items;
            });
  }

  /** More follow when the limit, or the bytes of a page, left out some that were found. */
  private Page page(ResourceType type, RowSet<Row> rows, int limit) {
    List<Item> items = new ArrayList<>();
    long found = 0;
    for (Row row : rows) {
      found = row.getLong("found");
      if (items.size() < limit) {
        items.add(itemRows.item(type, row));
      }
    }
    return new Page(items, found > items.size());
  }
}
