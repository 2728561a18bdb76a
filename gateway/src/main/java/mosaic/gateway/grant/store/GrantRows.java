package mosaic.gateway.grant.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import mosaic.gateway.grant.Grant;
import mosaic.gateway.grant.GrantState;
import mosaic.gateway.grant.GrantStatus;
import mosaic.gateway.scope.Scope;
import org.jspecify.annotations.Nullable;

/** How rows become grants, and what of a grant goes on record when it changes. */
final class GrantRows {
  /** Under the name {@code g}, with what {@link GrantState} says by the database's clock. */
  static final String SELECT =
      """
      select * from (
        select g.id, g.subject_user_id, u.name as subject_user, g.requesting_server,
               g.requesting_ca_fingerprint, g.active_cert_fingerprint, c.not_after as cert_expires_at,
               g.scope, g.scope_revision, g.awaiting_revision, w.scope as awaiting_scope,
               g.rate_limit_rpm, g.status::text as status, g.version, g.created_at, g.activated_at,
               g.expires_at, g.revoked_at, g.last_used_at, g.notes,
               case when g.status = 'revoked' then 'revoked'
                    when g.expires_at <= now() then 'expired'
                    when g.status = 'pending' and g.awaiting_revision is not null
                      then 'awaiting_approval'
                    else g.status::text end as state
          from federation_grants g
          join users u on u.id = g.subject_user_id
          left join issued_certificates c on c.certificate_sha256 = g.active_cert_fingerprint
          left join federation_scope_revisions w
                 on w.grant_id = g.id and w.revision = g.awaiting_revision) g
      """;

  private GrantRows() {}

  /** One grant as it is in the connection's transaction. */
  static Uni<Optional<Grant>> one(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(SELECT + " where g.id = $1")
        .execute(Tuple.of(id))
        .map(GrantRows::first);
  }

  static Optional<Grant> first(RowSet<Row> rows) {
    return all(rows, GrantRows::grant).stream().findFirst();
  }

  static <T> List<T> all(RowSet<Row> rows, Function<Row, T> reading) {
    List<T> read = new ArrayList<>();
    rows.forEach(row -> read.add(reading.apply(row)));
    return read;
  }

  static Grant grant(Row row) {
    Integer awaiting = row.getInteger("awaiting_revision");
    return new Grant(
        row.getUUID("id"),
        row.getUUID("subject_user_id"),
        row.getString("subject_user"),
        row.getString("requesting_server"),
        row.getString("requesting_ca_fingerprint"),
        row.getString("active_cert_fingerprint"),
        instant(row, "cert_expires_at"),
        scope(row, "scope"),
        row.getInteger("scope_revision"),
        awaiting == null ? null : new Grant.Awaiting(awaiting, scope(row, "awaiting_scope")),
        row.getInteger("rate_limit_rpm"),
        GrantStatus.ofWireName(row.getString("status")),
        GrantState.ofWireName(row.getString("state")).orElseThrow(),
        row.getInteger("version"),
        row.get(OffsetDateTime.class, "created_at").toInstant(),
        instant(row, "activated_at"),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        instant(row, "last_used_at"),
        row.getString("notes"));
  }

  static Scope scope(Row row, String column) {
    return Scope.parse(row.get(JsonObject.class, column).getMap());
  }

  static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.get(OffsetDateTime.class, column);
    return time == null ? null : time.toInstant();
  }

  /** What an admin decides about a grant and may see of it; no token, no certificate. */
  static Map<String, @Nullable Object> facts(Grant grant) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("status", grant.status().wireName());
    facts.put("scope", grant.scope().toDocument());
    facts.put("scope_revision", grant.scopeRevision());
    Grant.Awaiting awaiting = grant.awaiting();
    facts.put("awaiting_revision", awaiting == null ? null : awaiting.revision());
    facts.put("awaiting_scope", awaiting == null ? null : awaiting.scope().toDocument());
    facts.put("rate_limit_rpm", grant.rateLimitRpm());
    facts.put("expires_at", grant.expiresAt() == null ? null : grant.expiresAt().toString());
    facts.put("notes", grant.notes());
    return facts;
  }
}
