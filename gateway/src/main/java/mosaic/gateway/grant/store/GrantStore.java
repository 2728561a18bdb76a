package mosaic.gateway.grant.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import mosaic.ca.Pem;
import mosaic.gateway.audit.AuditChange;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.enrolment.EnrolmentToken;
import mosaic.gateway.enrolment.store.EnrolmentTokens;
import mosaic.gateway.grant.Grant;
import mosaic.gateway.grant.GrantState;
import mosaic.gateway.grant.NewGrant;
import mosaic.gateway.grant.ScopeRevision;
import mosaic.gateway.scope.Scope;
import org.jspecify.annotations.Nullable;

/** Grants and the scopes that they have had: made and read. {@link GrantChanges} changes them. */
@ApplicationScoped
public class GrantStore {
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
    return database.inTransaction(
        connection ->
            insert(connection, id, grant)
                .flatMap(
                    inserted ->
                        inserted
                            ? complete(connection, id, grant, token, tokenExpires, actor)
                            : Uni.createFrom().item(Optional.empty())));
  }

  private static Uni<Boolean> insert(SqlConnection connection, UUID id, NewGrant grant) {
    X509Certificate root = grant.requestingCaRoot();
    return connection
        .preparedQuery(
            """
            insert into federation_grants
              (id, subject_user_id, requesting_server, scope, rate_limit_rpm, expires_at,
               awaiting_revision, requesting_ca_root, requesting_ca_fingerprint, notes)
            select $1, u.id, $3, $4, $5, $6, $7, $8, $9, $10 from users u where u.name = $2
            """)
        .execute(
            Tuple.from(
                new @Nullable Object[] {
                  id,
                  grant.subjectUser(),
                  grant.requestingServer(),
                  new JsonObject(grant.scope().toDocument()),
                  grant.rateLimitRpm(),
                  utc(grant.expiresAt()),
                  grant.needsApproval() ? 1 : null,
                  root == null ? null : Pem.encode(List.of(root)),
                  root == null ? null : Fingerprint.of(root).hex(),
                  grant.notes()
                }))
        .map(inserted -> inserted.rowCount() == 1);
  }

  private Uni<Optional<Grant>> complete(
      SqlConnection connection,
      UUID id,
      NewGrant grant,
      EnrolmentToken token,
      Instant tokenExpires,
      String actor) {
    return addRevision(connection, id, 1, grant.scope(), grant.needsApproval(), actor)
        .flatMap(added -> tokens.store(connection, id, token, tokenExpires))
        .flatMap(stored -> GrantRows.one(connection, id))
        .call(
            made ->
                audit.record(
                    connection,
                    AuditEvent.ofAdmin(id, "grant.create", actor).with(made(made.orElseThrow()))));
  }

  private static AuditChange made(Grant grant) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("subject_user_id", grant.subjectUserId().toString());
    facts.put("requesting_server", grant.requestingServer());
    facts.putAll(GrantRows.facts(grant));
    return AuditChange.made(facts).noting("sensitive", grant.latestScope().namesSensitive());
  }

  /**
   * Grants, newest first; at most 1000.
   *
   * @param state only those of this state, where one is given
   * @param subjectUser only those of this user, where one is given
   */
  public Uni<List<Grant>> list(Optional<GrantState> state, Optional<String> subjectUser) {
    return database
        .query(
            GrantRows.SELECT
                + """
                 where ($1::text is null or g.state = $1)
                   and ($2::text is null or g.subject_user = $2)
                 order by g.created_at desc, g.id desc limit 1000
                """,
            Tuple.from(
                new @Nullable Object[] {
                  state.map(GrantState::wireName).orElse(null), subjectUser.orElse(null)
                }))
        .map(rows -> GrantRows.all(rows, GrantRows::grant));
  }

  /** One grant. */
  public Uni<Optional<Grant>> find(UUID id) {
    return database
        .query(GrantRows.SELECT + " where g.id = $1", Tuple.of(id))
        .map(GrantRows::first);
  }

  /** The scopes that a grant has had or that wait, oldest first. */
  public Uni<List<ScopeRevision>> revisions(UUID grant) {
    return database
        .query(
            """
            select r.revision, r.created_at, r.created_by, r.scope, r.needs_approval,
                   a.approved_at, a.approved_by
              from federation_scope_revisions r
              left join federation_scope_approvals a
                     on a.grant_id = r.grant_id and a.revision = r.revision
             where r.grant_id = $1 order by r.revision
            """,
            Tuple.of(grant))
        .map(rows -> GrantRows.all(rows, GrantStore::revision));
  }

  private static ScopeRevision revision(Row row) {
    return new ScopeRevision(
        row.getInteger("revision"),
        row.get(OffsetDateTime.class, "created_at").toInstant(),
        row.getString("created_by"),
        GrantRows.scope(row, "scope"),
        row.getBoolean("needs_approval"),
        GrantRows.instant(row, "approved_at"),
        row.getString("approved_by"));
  }

  /**
   * Cancels the tokens of a grant that were handed out and not used.
   *
   * @return how many; empty when there is no such grant
   */
  public Uni<Optional<Integer>> cancelTokens(UUID id, String actor) {
    return database.inTransaction(
        connection ->
            GrantRows.one(connection, id)
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

  static Uni<Void> addRevision(
      SqlConnection connection,
      UUID grant,
      int revision,
      Scope scope,
      boolean needsApproval,
      String actor) {
    return connection
        .preparedQuery(
            """
            insert into federation_scope_revisions
              (grant_id, revision, scope, needs_approval, created_by) values ($1, $2, $3, $4, $5)
            """)
        .execute(
            Tuple.of(grant, revision, new JsonObject(scope.toDocument()), needsApproval, actor))
        .replaceWithVoid();
  }

  static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
