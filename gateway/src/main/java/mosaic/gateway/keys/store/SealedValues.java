package mosaic.gateway.keys.store;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.keys.Held;
import mosaic.gateway.keys.SealedColumn;
import mosaic.gateway.keys.SealedValue;
import mosaic.gateway.seal.KeyId;
import mosaic.gateway.seal.Sealer;

/**
 * The sealed values themselves, wherever they are. Secrets of people are read and written acting as
 * their owner, one after the other: row-level security holds here as everywhere.
 */
@ApplicationScoped
public class SealedValues {
  /** Owners that are looked at in one statement. */
  private static final int OWNERS_AT_A_TIME = 500;

  private static final String OWNERS = "select id from users where id >= $1 order by id limit $2";

  private static final String AUTHORITIES =
      """
      select certificate_sha256, kind, id, key_reference from certificate_authority
       where sealed_with(key_reference) not in ('unknown', $1) order by certificate_sha256
      """;

  private static final String COUNT_AUTHORITIES =
      """
      select sealed_with(key_reference) as key_id, count(*) as held from certificate_authority
       where sealed_with(key_reference) <> 'unknown' group by 1
      """;

  private final Database database;
  private final AuditLog audit;

  SealedValues(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /** The keys of CAs that another key than this has sealed. */
  public Uni<List<SealedValue>> authoritiesNotUnder(KeyId key) {
    return database
        .query(AUTHORITIES, Tuple.of(key.hex()))
        .map(rows -> values(rows, SealedValues::authority));
  }

  /** Values of peers that another key than this has sealed, in the order of their ids. */
  public Uni<List<SealedValue>> peersNotUnder(
      KeyId key, SealedColumn column, UUID from, int limit) {
    String sql =
        """
        select id, %1$s as sealed from federation_peers
         where %1$s is not null and sealed_with(%1$s) <> $1 and id >= $2 order by id limit $3
        """
            .formatted(column.column());
    return database
        .query(sql, Tuple.of(key.hex(), from, limit))
        .map(rows -> values(rows, row -> peer(column, row)));
  }

  /** Some owners, in the order of their ids. */
  public Uni<List<UUID>> owners(UUID from) {
    return database
        .query(OWNERS, Tuple.of(from, OWNERS_AT_A_TIME))
        .map(
            rows -> {
              List<UUID> owners = new ArrayList<>();
              for (Row row : rows) {
                owners.add(row.getUUID("id"));
              }
              return owners;
            });
  }

  /** Secrets of these owners that another key than this has sealed, in the order of the owners. */
  public Uni<List<SealedValue>> secretsNotUnder(KeyId key, List<UUID> owners, int limit) {
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery("select * from secrets_not_sealed_with($1, $2, $3)")
                .execute(Tuple.of(key.hex(), owners.toArray(UUID[]::new), limit))
                .map(rows -> values(rows, SealedValues::secret)));
  }

  /**
   * Replaces values that are still what was read, and nothing else of their rows.
   *
   * @param resealed the same values sealed under this key
   * @return how many were
   */
  public Uni<Integer> replace(Map<SealedValue, String> resealed, KeyId key, String actor) {
    Map<Target, List<Map.Entry<SealedValue, String>>> byTarget =
        resealed.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    entry -> Target.of(entry.getKey()), LinkedHashMap::new, Collectors.toList()));
    return Multi.createFrom()
        .iterable(byTarget.entrySet())
        .onItem()
        .transformToUniAndConcatenate(target -> replace(target.getKey(), target.getValue()))
        .collect()
        .with(Collectors.summingInt(Integer::intValue))
        .call(
            count ->
                count == 0
                    ? Uni.createFrom().voidItem()
                    : audit.record(SealingKeys.event("keys.reseal", key, actor)));
  }

  /** How many values every key has sealed, by column. */
  public Uni<List<Held>> held(boolean withPeers) {
    Uni<List<Held>> held =
        database
            .query(COUNT_AUTHORITIES, Tuple.tuple())
            .map(rows -> counted(rows, SealedColumn.AUTHORITY_KEY));
    if (withPeers) {
      for (SealedColumn column : List.of(SealedColumn.PEER_CERTIFICATE, SealedColumn.PEER_KEY)) {
        held = held.call(all -> countPeers(column).invoke(all::addAll));
      }
    }
    return held.flatMap(
        all ->
            countOwned(new UUID(0, 0), new LinkedHashMap<>())
                .map(
                    owned -> {
                      owned.forEach((of, count) -> all.add(new Held(of.column(), of.key(), count)));
                      return List.copyOf(all);
                    }));
  }

  /** Values that one statement can write: a column, and for people's secrets an owner. */
  private record Target(SealedColumn column, String owner) {
    static Target of(SealedValue value) {
      return new Target(value.column(), String.valueOf(value.owner()));
    }
  }

  private record Counted(SealedColumn column, String key) {}

  private Uni<Integer> replace(Target target, List<Map.Entry<SealedValue, String>> values) {
    return switch (target.column()) {
      case AUTHORITY_KEY -> replaceOneByOne("select reseal_authority($1, $2, $3)::int", values);
      case PEER_CERTIFICATE, PEER_KEY ->
          replaceOneByOne(
              """
              with done as (
                update federation_peers set %1$s = $3 where id = $1::text::uuid and %1$s = $2
                returning 1)
              select count(*)::int from done
              """
                  .formatted(target.column().column()),
              values);
      case CREDENTIAL, API_KEY -> replaceOwned(target, values);
    };
  }

  private Uni<Integer> replaceOneByOne(String sql, List<Map.Entry<SealedValue, String>> values) {
    return Multi.createFrom()
        .iterable(values)
        .onItem()
        .transformToUniAndConcatenate(
            entry ->
                database
                    .query(
                        sql,
                        Tuple.of(entry.getKey().row(), entry.getKey().sealed(), entry.getValue()))
                    .map(rows -> rows.iterator().next().getInteger(0)))
        .collect()
        .with(Collectors.summingInt(Integer::intValue));
  }

  private Uni<Integer> replaceOwned(Target target, List<Map.Entry<SealedValue, String>> values) {
    UUID[] ids =
        values.stream().map(entry -> UUID.fromString(entry.getKey().row())).toArray(UUID[]::new);
    String[] old = values.stream().map(entry -> entry.getKey().sealed()).toArray(String[]::new);
    String[] sealed = values.stream().map(Map.Entry::getValue).toArray(String[]::new);
    String table = target.column().table();
    return database.asUser(
        UUID.fromString(target.owner()),
        (SqlConnection connection) ->
            connection
                .preparedQuery(enterTeamsOfRows(table))
                .execute(Tuple.of((Object) ids))
                .flatMap(
                    entered ->
                        connection
                            .preparedQuery(resealOwned(table))
                            .execute(Tuple.of(ids, old, sealed)))
                .map(RowSet::rowCount));
  }

  /**
   * The teams of the rows that are to be written: a policy lets nobody write a row of a team that
   * they have left, and the row stays as it is but for its seal.
   */
  private static String enterTeamsOfRows(String table) {
    return """
        select set_config('mosaic.team_ids',
                          coalesce(array_agg(distinct t.team_id), '{}')::text, true)
          from %s t where t.id = any ($1::uuid[]) and t.team_id is not null
        """
        .formatted(table);
  }

  /**
   * Only of values that are still what was read. Rows that somebody is changing are passed over:
   * waiting for one with locks on others could be waiting for each other.
   */
  private static String resealOwned(String table) {
    return """
        with free as (
          select t.id from %1$s t join unnest($1::uuid[], $2::text[]) as i(id, old)
              on i.id = t.id and i.old = t.secret
           where t.owner_id = (select current_mosaic_user())
             for update of t skip locked
        )
        update %1$s t set secret = i.sealed
          from free f, unnest($1::uuid[], $2::text[], $3::text[]) as i(id, old, sealed)
         where f.id = t.id and i.id = t.id and i.old = t.secret
        """
        .formatted(table);
  }

  private Uni<List<Held>> countPeers(SealedColumn column) {
    String sql =
        """
        select sealed_with(%1$s) as key_id, count(*) as held from federation_peers
         where %1$s is not null group by 1
        """
            .formatted(column.column());
    return database.query(sql, Tuple.tuple()).map(rows -> counted(rows, column));
  }

  private Uni<Map<Counted, Long>> countOwned(UUID from, Map<Counted, Long> sofar) {
    return owners(from)
        .flatMap(
            owners ->
                database
                    .inTransaction(
                        connection ->
                            connection
                                .preparedQuery("select * from count_sealed_secrets($1)")
                                .execute(Tuple.of((Object) owners.toArray(UUID[]::new))))
                    .flatMap(
                        rows -> {
                          for (Row row : rows) {
                            sofar.merge(
                                new Counted(
                                    SealedColumn.ofOwners(row.getString("table_name")),
                                    row.getString("key_id")),
                                row.getLong("held"),
                                Long::sum);
                          }
                          return owners.size() < OWNERS_AT_A_TIME
                              ? Uni.createFrom().item(sofar)
                              : countOwned(after(owners.getLast()), sofar);
                        }));
  }

  /** The id that comes next; PostgreSQL orders ids as unsigned numbers. */
  public static UUID after(UUID id) {
    long low = id.getLeastSignificantBits() + 1;
    return new UUID(id.getMostSignificantBits() + (low == 0 ? 1 : 0), low);
  }

  private static List<Held> counted(RowSet<Row> rows, SealedColumn column) {
    List<Held> held = new ArrayList<>();
    for (Row row : rows) {
      held.add(new Held(column, row.getString("key_id"), row.getLong("held")));
    }
    return held;
  }

  private interface Reading {
    SealedValue of(Row row);
  }

  private static List<SealedValue> values(RowSet<Row> rows, Reading reading) {
    List<SealedValue> values = new ArrayList<>();
    for (Row row : rows) {
      values.add(reading.of(row));
    }
    return values;
  }

  private static SealedValue authority(Row row) {
    // Where it is sealed: pki.AuthorityRecord.keyPlace.
    Sealer.Place place =
        new Sealer.Place(
            SealedColumn.AUTHORITY_KEY.table(), row.getString("kind") + "_key", row.getUUID("id"));
    return new SealedValue(
        SealedColumn.AUTHORITY_KEY,
        row.getString("certificate_sha256"),
        null,
        place,
        row.getString("key_reference"));
  }

  private static SealedValue peer(SealedColumn column, Row row) {
    UUID id = row.getUUID("id");
    return new SealedValue(
        column,
        id.toString(),
        null,
        new Sealer.Place(column.table(), column.column(), id),
        row.getString("sealed"));
  }

  private static SealedValue secret(Row row) {
    SealedColumn column = SealedColumn.ofOwners(row.getString("table_name"));
    UUID id = row.getUUID("id");
    return new SealedValue(
        column,
        id.toString(),
        Objects.requireNonNull(row.getUUID("owner_id")),
        new Sealer.Place(column.table(), column.column(), id),
        row.getString("secret"));
  }
}
