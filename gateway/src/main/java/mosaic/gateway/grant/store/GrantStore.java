package mosaic.gateway.grant.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.enrolment.EnrolmentToken;
import mosaic.gateway.enrolment.store.EnrolmentTokens;
import mosaic.gateway.grant.Grant;
import mosaic.gateway.grant.GrantStatus;
import mosaic.gateway.grant.NewGrant;
import mosaic.gateway.grant.ScopeRevision;
import mosaic.gateway.scope.Scope;
import org.jspecify.annotations.Nullable;

/** Grants, their scope revisions and their audit rows, each change in one transaction. */
@ApplicationScoped
public class GrantStore {
  private static final String SELECT =
      """
      select g.id, g.subject_user_id, u.name as subject_user, g.requesting_server,
             g.requesting_ca_fingerprint, g.active_cert_fingerprint, c.not_after as cert_expires_at,
             g.scope, g.scope_revision, g.rate_limit_rpm, g.status::text as status, g.created_at,
             g.activated_at, g.revoked_at, g.last_used_at, g.notes
        from federation_grants g
        join users u on u.id = g.subject_user_id
        left join issued_certificates c on c.certificate_sha256 = g.active_cert_fingerprint
      """;

  private final Database database;
  private final AuditLog audit;
  private final EnrolmentTokens tokens;

  GrantStore(Database database, AuditLog audit, EnrolmentTokens tokens) {
    this.database = database;
    this.audit = audit;
    this.tokens = tokens;
  }

  /**
   * Stores a pending grant with its first scope revision and enrolment token.
   *
   * @return empty when there is no such user
   */
  public Uni<Optional<Grant>> create(
      UUID id, NewGrant grant, EnrolmentToken token, Instant tokenExpires, String actor) {
    JsonObject scope = new JsonObject(grant.scope().toDocument());
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(
                    """
                    insert into federation_grants
                      (id, subject_user_id, requesting_server, scope, rate_limit_rpm, notes)
                    select $1, u.id, $3, $4, $5, $6 from users u where u.name = $2
                    """)
                .execute(
                    Tuple.from(
                        new @Nullable Object[] {
                          id,
                          grant.subjectUser(),
                          grant.requestingServer(),
                          scope,
                          grant.rateLimitRpm(),
                          grant.notes()
                        }))
                .flatMap(
                    inserted ->
                        inserted.rowCount() == 0
                            ? Uni.createFrom().item(Optional.empty())
                            : addRevision(connection, id, scope, actor)
                                .flatMap(added -> tokens.store(connection, id, token, tokenExpires))
                                .flatMap(
                                    stored ->
                                        audit.record(
                                            connection,
                                            AuditEvent.ofAdmin(id, "grant.create", actor)))
                                .flatMap(recorded -> one(connection, id))));
  }

  /** All grants, newest first; at most 1000. */
  public Uni<List<Grant>> list() {
    return database
        .query(SELECT + " order by g.created_at desc, g.id desc limit 1000", Tuple.tuple())
        .map(rows -> all(rows, GrantStore::grant));
  }

  /** One grant. */
  public Uni<Optional<Grant>> find(UUID id) {
    return database.query(SELECT + " where g.id = $1", Tuple.of(id)).map(GrantStore::first);
  }

  /** The scopes that a grant has had, oldest first. */
  public Uni<List<ScopeRevision>> revisions(UUID grant) {
    return database
        .query(
            "select revision, created_at, created_by, scope from federation_scope_revisions"
                + " where grant_id = $1 order by revision",
            Tuple.of(grant))
        .map(
            rows ->
                all(
                    rows,
                    row ->
                        new ScopeRevision(
                            row.getInteger("revision"),
                            row.get(OffsetDateTime.class, "created_at").toInstant(),
                            row.getString("created_by"),
                            scope(row))));
  }

  /**
   * Revokes a grant for good: status, certificates and enrolment tokens in one transaction.
   * Revoking again changes nothing.
   *
   * @return empty when there is no such grant
   */
  public Uni<Optional<Grant>> revoke(UUID id, String actor) {
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(
                    """
                    with revoked as (
                      update federation_grants set status = 'revoked', revoked_at = now()
                       where id = $1 and status <> 'revoked' returning id),
                    certificates as (
                      update issued_certificates set revoked_at = now()
                       where grant_id in (select id from revoked) and revoked_at is null),
                    tokens as (
                      update enrolment_tokens set cancelled_at = now()
                       where grant_id in (select id from revoked)
                         and used_at is null and cancelled_at is null)
                    select id from revoked
                    """)
                .execute(Tuple.of(id))
                .flatMap(
                    revoked ->
                        revoked.size() == 0
                            ? Uni.createFrom().voidItem()
                            : audit.record(
                                connection, AuditEvent.ofAdmin(id, "grant.revoke", actor)))
                .flatMap(recorded -> one(connection, id)));
  }

  /**
   * Cancels the tokens of a grant that were handed out and not used.
   *
   * @return how many; empty when there is no such grant
   */
  public Uni<Optional<Integer>> cancelTokens(UUID id, String actor) {
    return database.inTransaction(
        connection ->
            one(connection, id)
                .flatMap(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().item(Optional.empty())
                            : tokens
                                .cancel(connection, id)
                                .call(
                                    cancelled ->
                                        audit.record(
                                            connection,
                                            AuditEvent.ofAdmin(id, "grant.cancel-token", actor)))
                                .map(Optional::of)));
  }

  private static Uni<Void> addRevision(
      SqlConnection connection, UUID grant, JsonObject scope, String actor) {
    return connection
        .preparedQuery(
            "insert into federation_scope_revisions (grant_id, revision, scope, created_by)"
                + " values ($1, 1, $2, $3)")
        .execute(Tuple.of(grant, scope, actor))
        .replaceWithVoid();
  }

  private static Uni<Optional<Grant>> one(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(SELECT + " where g.id = $1")
        .execute(Tuple.of(id))
        .map(GrantStore::first);
  }

  private static Optional<Grant> first(RowSet<Row> rows) {
    return all(rows, GrantStore::grant).stream().findFirst();
  }

  private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> reading) {
    List<T> read = new ArrayList<>();
    rows.forEach(row -> read.add(reading.apply(row)));
    return read;
  }

  private static Grant grant(Row row) {
    return new Grant(
        row.getUUID("id"),
        row.getUUID("subject_user_id"),
        row.getString("subject_user"),
        row.getString("requesting_server"),
        row.getString("requesting_ca_fingerprint"),
        row.getString("active_cert_fingerprint"),
        instant(row, "cert_expires_at"),
        scope(row),
        row.getInteger("scope_revision"),
        row.getInteger("rate_limit_rpm"),
        GrantStatus.ofWireName(row.getString("status")),
        row.get(OffsetDateTime.class, "created_at").toInstant(),
        instant(row, "activated_at"),
        instant(row, "revoked_at"),
        instant(row, "last_used_at"),
        row.getString("notes"));
  }

  private static Scope scope(Row row) {
    return Scope.parse(row.get(JsonObject.class, "scope").getMap());
  }

  private static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.get(OffsetDateTime.class, column);
    return time == null ? null : time.toInstant();
  }
}
