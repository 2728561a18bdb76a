package mosaic.gateway.audit.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import mosaic.gateway.audit.AuditChange;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.Reader;
import org.jspecify.annotations.Nullable;

/** Writes the audit log. An answer whose row cannot be written is not given. */
@ApplicationScoped
public class AuditLog {
  private static final String INSERT =
      "insert into federation_audit_log (id, grant_id, verb, resource, query_hash, outcome,"
          + " bytes_out, latency_ms, actor, change)"
          + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

  private static final String INSERT_ANSWER =
      """
      insert into federation_audit_log (id, grant_id, verb, resource, query_hash, outcome,
                                        bytes_out, latency_ms, actor, change)
      select $1, g.id, $3, $4, $5, $6, $7, $8, $9, $10
        from federation_grants g
        join issued_certificates c on c.certificate_sha256 = g.active_cert_fingerprint
        join users u on u.id = g.subject_user_id and u.disabled_at is null
       where g.id = $2 and grant_in_force(g) and g.active_cert_fingerprint = $11
         and g.scope_revision = $12 and c.revoked_at is null
      """;

  private final Database database;

  AuditLog(Database database) {
    this.database = database;
  }

  /** Writes one row. */
  public Uni<Void> record(AuditEvent event) {
    return database.query(INSERT, row(event)).replaceWithVoid();
  }

  /**
   * Writes the row of an answer that is about to be given, if the grant still stands as the reader
   * says. The last word before the answer: what was revoked meanwhile is not given (T-25).
   *
   * @return false when it does not stand so any more; nothing is written then
   */
  public Uni<Boolean> recordAnswer(Reader.Grant reader, AuditEvent event) {
    Tuple parameters = row(event);
    parameters.addString(reader.certificateSha256()).addInteger(reader.scopeRevision());
    return database.query(INSERT_ANSWER, parameters).map(written -> written.rowCount() == 1);
  }

  /** Writes one row in the transaction of the change that it tells of. */
  public Uni<Void> record(SqlConnection connection, AuditEvent event) {
    return connection.preparedQuery(INSERT).execute(row(event)).replaceWithVoid();
  }

  /** Writes several rows in the transaction of the changes that they tell of. */
  public Uni<Void> record(SqlConnection connection, List<AuditEvent> events) {
    return events.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(INSERT)
            .executeBatch(events.stream().map(AuditLog::row).toList())
            .replaceWithVoid();
  }

  private static Tuple row(AuditEvent event) {
    return Tuple.from(
        new @Nullable Object[] {
          UUID.randomUUID(),
          event.grant(),
          event.verb(),
          event.resource(),
          event.queryHash(),
          event.outcome().name().toLowerCase(Locale.ROOT),
          event.bytesOut(),
          event.latencyMillis(),
          event.actor(),
          json(event.change())
        });
  }

  private static @Nullable JsonObject json(@Nullable AuditChange change) {
    return change == null
        ? null
        : new JsonObject()
            .put("before", new JsonObject(change.before()))
            .put("after", new JsonObject(change.after()));
  }
}
