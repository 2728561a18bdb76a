package mosaic.gateway.resource.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.RowIds;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.Role;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.resource.ImportBatch;
import mosaic.gateway.resource.ImportItem;
import mosaic.gateway.resource.ImportOutcome;
import mosaic.gateway.resource.ImportOutcome.Counts;
import mosaic.gateway.resource.RowsWritten;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/** Stores imports: in one transaction, acting as the owner of the rows. */
@ApplicationScoped
public class Imports {
  /** Notes first, for tasks refer to them. */
  private static final List<ResourceType> ORDER =
      List.of(
          ResourceType.NOTES,
          ResourceType.MEMORY,
          ResourceType.CREDENTIALS,
          ResourceType.API_KEYS,
          ResourceType.TASKS);

  private final Database database;
  private final RowIds ids;
  private final ItemRows itemRows;
  private final AuditLog audit;
  private final Event<RowsWritten> written;

  Imports(
      Database database,
      RowIds ids,
      ItemRows itemRows,
      AuditLog audit,
      Event<RowsWritten> written) {
    this.database = database;
    this.ids = ids;
    this.itemRows = itemRows;
    this.audit = audit;
    this.written = written;
  }

  /**
   * Stores a batch. Missing teams are made and the owner joins teams when an admin imports;
   * otherwise a team that the owner is not in is refused.
   *
   * @param owner whose rows they are
   * @param by who imports
   */
  public Uni<ImportOutcome> store(UUID owner, ImportBatch batch, Caller by) {
    return database
        .asUser(
            owner,
            connection ->
                teams(connection, owner, batch, by)
                    .call(teams -> recordImport(connection, owner, by))
                    .flatMap(
                        teams ->
                            storeTypes(connection, batch, teams.ids())
                                .map(counts -> new ImportOutcome(counts, teams.created()))))
        .invoke(
            outcome ->
                outcome.byType().keySet().forEach(type -> written.fire(new RowsWritten(type))));
  }

  /** The ids of the teams of a batch, by name, and how many were made. */
  private record TeamIds(Map<String, UUID> ids, int created) {}

  private Uni<Void> recordImport(SqlConnection connection, UUID owner, Caller by) {
    return owner.equals(by.id())
        ? Uni.createFrom().voidItem()
        : audit.record(connection, AuditEvent.ofAction("import", "users/" + owner, by.name()));
  }

  private Uni<TeamIds> teams(SqlConnection connection, UUID owner, ImportBatch batch, Caller by) {
    Map<String, ImportItem> wanted = batch.teams();
    if (wanted.isEmpty()) {
      return Uni.createFrom().item(new TeamIds(Map.of(), 0));
    }
    String[] names = wanted.keySet().toArray(String[]::new);
    if (by.role() != Role.ADMIN) {
      return connection
          .preparedQuery(ImportSql.OWN_TEAMS)
          .execute(Tuple.of((Object) names))
          .map(Imports::byName)
          .invoke(found -> refuseOthers(wanted, found))
          .map(found -> new TeamIds(found, 0));
    }
    return connection
        .preparedQuery(ImportSql.MAKE_TEAMS)
        .execute(Tuple.of(newIds(names.length), names))
        .flatMap(
            made ->
                connection
                    .preparedQuery(ImportSql.JOIN_TEAMS)
                    .execute(Tuple.of((Object) names))
                    .call(joined -> connection.query(ImportSql.ENTER_AGAIN).execute())
                    .call(joined -> audit.record(connection, events(made, joined, owner, by)))
                    .map(joined -> new TeamIds(byName(joined), made.size())));
  }

  /** What an import did to teams: as much an admin's act as if done one by one. */
  private static List<AuditEvent> events(
      RowSet<Row> made, RowSet<Row> joined, UUID owner, Caller by) {
    List<AuditEvent> events = new ArrayList<>();
    for (Row row : made) {
      events.add(AuditEvent.ofAction("team.create", "teams/" + row.getUUID("id"), by.name()));
    }
    for (Row row : joined) {
      if (row.getBoolean("joined")) {
        String resource = "teams/%s/users/%s".formatted(row.getUUID("id"), owner);
        events.add(AuditEvent.ofAction("team.member_add", resource, by.name()));
      }
    }
    return events;
  }

  private static Map<String, UUID> byName(RowSet<Row> rows) {
    Map<String, UUID> found = new HashMap<>();
    for (Row row : rows) {
      found.put(row.getString("name"), row.getUUID("id"));
    }
    return found;
  }

  private static void refuseOthers(Map<String, ImportItem> wanted, Map<String, UUID> found) {
    wanted.forEach(
        (name, item) -> {
          if (!found.containsKey(name)) {
            throw item.place()
                .member("team")
                .refused(
                    ProblemCode.NOT_ALLOWED,
                    "there is no such team, or you are not in it",
                    "Ask an admin to add you, or leave the team out.");
          }
        });
  }

  private Uni<Map<ResourceType, Counts>> storeTypes(
      SqlConnection connection, ImportBatch batch, Map<String, UUID> teams) {
    Uni<Map<ResourceType, Counts>> stored =
        Uni.createFrom().item(() -> new EnumMap<>(ResourceType.class));
    for (ResourceType type : ORDER) {
      List<ImportItem> items = batch.of(type);
      if (!items.isEmpty()) {
        stored =
            stored.call(
                counts ->
                    (type.sensitive()
                            ? storeSecrets(connection, type, items, teams)
                            : storeTexts(connection, type, items, teams))
                        .invoke(ofType -> counts.put(type, ofType)));
      }
    }
    return stored;
  }

  private Uni<Counts> storeTexts(
      SqlConnection connection,
      ResourceType type,
      List<ImportItem> items,
      Map<String, UUID> teams) {
    Tuple columns = columns(newIds(items.size()), items, teams);
    if (type == ResourceType.TASKS) {
      columns.addArrayOfString(texts(items, item -> item.text().status()));
      columns.addArrayOfString(texts(items, ImportItem::noteKey));
    }
    return write(connection, type, items, columns);
  }

  /** Which row a secret goes to has to be known first: it is sealed for that row's id. */
  private Uni<Counts> storeSecrets(
      SqlConnection connection,
      ResourceType type,
      List<ImportItem> items,
      Map<String, UUID> teams) {
    UUID[] newIds = newIds(items.size());
    return connection
        .preparedQuery(ImportSql.ONE_AT_A_TIME)
        .execute(Tuple.of(type.wireName()))
        .chain(
            () ->
                connection
                    .preparedQuery(ImportSql.known(type))
                    .execute(Tuple.of((Object) texts(items, ImportItem::key))))
        .flatMap(
            known -> {
              String[] sealed = sealed(type, items, newIds, byKey(known));
              Tuple columns = columns(newIds, items, teams).addArrayOfString(sealed);
              return write(connection, type, items, columns);
            });
  }

  /** Sealed secrets of those items that have one and bring another than the row has. */
  private String[] sealed(
      ResourceType type, List<ImportItem> items, UUID[] newIds, Map<String, Row> known) {
    String[] sealed = new String[items.size()];
    for (int i = 0; i < sealed.length; i++) {
      String secret = items.get(i).secret();
      Row row = known.get(items.get(i).key());
      UUID id = row == null ? newIds[i] : row.getUUID("id");
      boolean same =
          secret == null
              || (row != null && secret.equals(itemRows.opened(type, id, row.getString("secret"))));
      sealed[i] = same ? null : itemRows.sealed(type, id, secret);
    }
    return sealed;
  }

  private static Map<String, Row> byKey(RowSet<Row> rows) {
    Map<String, Row> found = new HashMap<>();
    for (Row row : rows) {
      found.put(row.getString("import_key"), row);
    }
    return found;
  }

  /** The columns that every type has. */
  private static Tuple columns(UUID[] newIds, List<ImportItem> items, Map<String, UUID> teams) {
    return Tuple.of(
        newIds,
        texts(items, ImportItem::key),
        texts(items, item -> item.text().title()),
        texts(items, item -> item.text().body()),
        items.stream().map(item -> item.team().map(teams::get).orElse(null)).toArray(UUID[]::new));
  }

  private static Uni<Counts> write(
      SqlConnection connection, ResourceType type, List<ImportItem> items, Tuple columns) {
    return connection
        .preparedQuery(ImportSql.store(type))
        .execute(columns)
        .map(
            rows -> {
              Row row = rows.iterator().next();
              refuseMissingNote(items, row.getString("missing_note"));
              int created = row.getInteger("created");
              int updated = row.getInteger("updated");
              return new Counts(created, updated, items.size() - created - updated);
            });
  }

  private static void refuseMissingNote(List<ImportItem> items, @Nullable String missing) {
    Optional<ImportItem> first =
        items.stream()
            .filter(item -> missing != null && missing.equals(item.noteKey()))
            .findFirst();
    first.ifPresent(
        item -> {
          throw item.place()
              .member("note_key")
              .refused("names no note of this or an earlier import of this user");
        });
  }

  private UUID[] newIds(int count) {
    UUID[] made = new UUID[count];
    for (int i = 0; i < count; i++) {
      made[i] = ids.next();
    }
    return made;
  }

  private static String[] texts(
      List<ImportItem> items, Function<ImportItem, @Nullable String> text) {
    return items.stream().map(text).toArray(String[]::new);
  }
}
