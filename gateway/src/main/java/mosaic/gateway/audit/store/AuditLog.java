package mosaic.gateway.audit.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.UUID;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.database.Database;
import org.jspecify.annotations.Nullable;

/** Writes the audit log. An answer whose row cannot be written is not given. */
@ApplicationScoped
public class AuditLog {
  private static final String INSERT =
      "insert into federation_audit_log (id, grant_id, verb, resource, query_hash, outcome,"
          + " bytes_out, latency_ms, actor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

  private final Database database;

  AuditLog(Database database) {
    this.database = database;
  }

  /** Writes one row. */
  public Uni<Void> record(AuditEvent event) {
    return database.query(INSERT, row(event)).replaceWithVoid();
  }

  /** Writes one row in the transaction of the change that it tells of. */
  public Uni<Void> record(SqlConnection connection, AuditEvent event) {
    return connection.preparedQuery(INSERT).execute(row(event)).replaceWithVoid();
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
          event.actor()
        });
  }
}
