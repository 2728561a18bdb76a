package mosaic.gateway.keys.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.keys.Beat;
import mosaic.gateway.keys.Replica;
import mosaic.gateway.seal.KeyId;
import org.jspecify.annotations.Nullable;

/** Which line of the master key seals, which ones values may need, and who has read which. */
@ApplicationScoped
public class SealingKeys {
  private final Database database;
  private final AuditLog audit;

  SealingKeys(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /**
   * Says that a process is there and which lines it has read, and asks which one is to seal.
   *
   * @param seals the line that it seals under now; null when it has sealed nothing yet
   */
  public Uni<Beat> beat(UUID process, String name, List<KeyId> lines, @Nullable KeyId seals) {
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery("select * from beat_key_replica($1, $2, $3, $4)")
                .execute(Tuple.of(process, name, hex(lines), seals == null ? null : seals.hex()))
                .map(rows -> beat(rows.iterator().next()))
                .call(
                    beat ->
                        beat.promoted()
                            ? audit.record(
                                connection,
                                event("keys.promote", beat.sealing(), AuditEvent.NOBODY))
                            : Uni.createFrom().voidItem()));
  }

  /** Says that a process ends. */
  public Uni<Void> leave(UUID process) {
    return database
        .query("delete from key_replicas where id = $1", Tuple.of(process))
        .replaceWithVoid();
  }

  /** The processes that were there within the last minute. */
  public Uni<List<Replica>> replicas() {
    return database
        .query(
            "select name, lines, seals, seen_at from key_replicas"
                + " where seen_at > clock_timestamp() - interval '1 minute' order by name, id",
            Tuple.tuple())
        .map(
            rows -> {
              List<Replica> replicas = new ArrayList<>();
              for (Row row : rows) {
                replicas.add(
                    new Replica(
                        row.getString("name"),
                        keys(row.getArrayOfStrings("lines")),
                        KeyId.parse(row.getString("seals")),
                        row.get(OffsetDateTime.class, "seen_at").toInstant()));
              }
              return replicas;
            });
  }

  /** Every line that values may need, the one that seals first. */
  public Uni<List<KeyId>> needed() {
    return database
        .query("select key_id from sealing_keys order by seals desc, since desc", Tuple.tuple())
        .map(
            rows -> {
              List<KeyId> needed = new ArrayList<>();
              for (Row row : rows) {
                needed.add(KeyId.parse(row.getString("key_id")));
              }
              return needed;
            });
  }

  /** Whether nothing that was sealed under an earlier line can still be on its way here. */
  public Uni<Boolean> isSettled() {
    return database
        .query("select key_replicas_are_settled() as settled", Tuple.tuple())
        .map(rows -> rows.iterator().next().getBoolean("settled"));
  }

  /**
   * Forgets lines that no value needs, as was counted after {@link #isSettled}; those of them that
   * were there. None when another line seals than did then.
   */
  public Uni<List<KeyId>> forget(Collection<KeyId> lines, KeyId sealing, String actor) {
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(
                    "delete from sealing_keys k where k.key_id = any ($1::text[]) and not k.seals"
                        + " and key_replicas_are_settled()"
                        + " and exists (select from sealing_keys s where s.seals and s.key_id = $2)"
                        + " returning k.key_id")
                .execute(Tuple.of(hex(lines), sealing.hex()))
                .map(
                    rows -> {
                      List<KeyId> forgotten = new ArrayList<>();
                      for (Row row : rows) {
                        forgotten.add(KeyId.parse(row.getString("key_id")));
                      }
                      return forgotten;
                    })
                .call(
                    forgotten ->
                        audit.record(
                            connection,
                            forgotten.stream()
                                .map(line -> event("keys.retire", line, actor))
                                .toList())));
  }

  /** What an admin did with a line. */
  static AuditEvent event(String action, KeyId line, String actor) {
    return AuditEvent.ofAction(action, "keys/" + line.hex(), actor);
  }

  private static Beat beat(Row row) {
    return new Beat(
        KeyId.parse(row.getString("seals")),
        keys(row.getArrayOfStrings("needed")),
        row.getBoolean("promoted"));
  }

  private static List<KeyId> keys(String[] hex) {
    return Arrays.stream(hex).map(KeyId::parse).toList();
  }

  private static String[] hex(Collection<KeyId> lines) {
    return lines.stream().map(KeyId::hex).toArray(String[]::new);
  }
}
