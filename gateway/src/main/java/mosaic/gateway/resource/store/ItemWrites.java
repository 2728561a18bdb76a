package mosaic.gateway.resource.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.RowIds;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ItemDraft;
import mosaic.gateway.resource.ItemDraft.Target;
import mosaic.gateway.resource.RowsWritten;
import mosaic.gateway.scope.ResourceType;

/**
 * Creates, replaces and deletes native rows as a user. The rules are checked first for the sake of
 * clear answers; row-level security decides all the same.
 */
@ApplicationScoped
public class ItemWrites {
  /**
   * Row-level security refused, or the team is gone: somebody changed membership or team between
   * our check and the write.
   */
  private static final Set<String> OVERTAKEN = Set.of("42501", "23503");

  private final Database database;
  private final RowIds ids;
  private final ItemRows itemRows;
  private final Event<RowsWritten> written;

  ItemWrites(Database database, RowIds ids, ItemRows itemRows, Event<RowsWritten> written) {
    this.database = database;
    this.ids = ids;
    this.itemRows = itemRows;
    this.written = written;
  }

  /** Makes a row that the user owns. */
  public Uni<Item> create(UUID user, ItemDraft draft) {
    UUID id = ids.next();
    return asUser(
            user,
            connection ->
                target(connection, draft)
                    .invoke(target -> target.check(false))
                    .flatMap(
                        checked -> write(connection, ItemWriteSql.insert(draft.type()), id, draft)))
        .invoke(item -> written.fire(new RowsWritten(draft.type())));
  }

  /** Replaces a row, and leaves it as it is, with its time, when that would change nothing. */
  public Uni<Item> replace(UUID user, UUID id, ItemDraft draft) {
    return asUser(
            user,
            connection ->
                connection
                    .preparedQuery(ItemWriteSql.lock(draft.type()))
                    .execute(Tuple.of(draft.teamId(), draft.noteId(), id))
                    .flatMap(
                        rows -> {
                          if (rows.size() == 0) {
                            throw ProblemException.notFound("row");
                          }
                          Row row = rows.iterator().next();
                          Item before = itemRows.item(draft.type(), row);
                          return draft.changes(user, before, target(row))
                              ? write(connection, ItemWriteSql.update(draft.type()), id, draft)
                              : Uni.createFrom().item(before);
                        }))
        .invoke(item -> written.fire(new RowsWritten(draft.type())));
  }

  /** Deletes a row; whether there was one that the user may delete. */
  public Uni<Boolean> delete(UUID user, ResourceType type, UUID id) {
    return asUser(
        user,
        connection ->
            connection
                .preparedQuery(ItemWriteSql.delete(type))
                .execute(Tuple.of(id))
                .map(rows -> rows.size() == 1));
  }

  private <T> Uni<T> asUser(UUID user, Function<SqlConnection, Uni<T>> work) {
    return database
        .asUser(user, work)
        .onFailure(
            failure ->
                failure instanceof PgException postgres
                    && OVERTAKEN.contains(postgres.getSqlState()))
        .transform(
            overtaken ->
                new ProblemException(
                    ProblemCode.NOT_ALLOWED,
                    "You are not in this team any more, or it is gone.",
                    "Look at your teams and try again.",
                    overtaken));
  }

  private Uni<Target> target(SqlConnection connection, ItemDraft draft) {
    if (draft.teamId() == null && draft.noteId() == null) {
      return Uni.createFrom().item(Target.NONE);
    }
    return connection
        .preparedQuery(ItemWriteSql.CHECK_TARGET)
        .execute(Tuple.of(draft.teamId(), draft.noteId()))
        .map(rows -> target(rows.iterator().next()));
  }

  private static Target target(Row row) {
    return new Target(row.getBoolean("team_allowed"), row.getBoolean("note_visible"));
  }

  private Uni<Item> write(SqlConnection connection, String sql, UUID id, ItemDraft draft) {
    Tuple values = Tuple.of(id, draft.text().title(), draft.text().body(), draft.teamId());
    switch (draft.type()) {
      case TASKS -> values.addString(draft.text().status()).addUUID(draft.noteId());
      case NOTES, MEMORY -> {}
      case CREDENTIALS, API_KEYS ->
          values.addString(itemRows.sealed(draft.type(), id, draft.secret()));
    }
    return connection
        .preparedQuery(sql)
        .execute(values)
        .map(rows -> itemRows.item(draft.type(), rows.iterator().next()));
  }
}
