package mosaic.gateway.grant.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import mosaic.gateway.audit.AuditChange;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.enrolment.EnrolmentToken;
import mosaic.gateway.enrolment.store.EnrolmentTokens;
import mosaic.gateway.grant.Grant;
import mosaic.gateway.grant.GrantEdit;
import mosaic.gateway.grant.GrantRules;
import mosaic.gateway.grant.GrantStatus;
import mosaic.gateway.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What admins do with a grant. Each change is one transaction: the row is locked, {@link
 * GrantRules} decide on what it holds now, the change is made and goes on record with what was
 * before and after. What changes nothing leaves no trace.
 *
 * <p>Every one of them answers empty when there is no such grant.
 */
@ApplicationScoped
public class GrantChanges {
  /** A grant with very many certificates has to end as well, and that may take its time. */
  private static final String PATIENCE = "set local statement_timeout = '120s'";

  private final Database database;
  private final AuditLog audit;
  private final EnrolmentTokens tokens;

  GrantChanges(Database database, AuditLog audit, EnrolmentTokens tokens) {
    this.database = database;
    this.audit = audit;
    this.tokens = tokens;
  }

  /** Switches a grant off; it may come back. */
  public Uni<Optional<Grant>> suspend(UUID id, String actor) {
    return move(id, GrantStatus.SUSPENDED, "grant.suspend", actor);
  }

  /** Switches a suspended grant on again. */
  public Uni<Optional<Grant>> resume(UUID id, String actor) {
    return move(id, GrantStatus.ACTIVE, "grant.resume", actor);
  }

  private Uni<Optional<Grant>> move(UUID id, GrantStatus next, String action, String actor) {
    return change(
        id,
        action,
        actor,
        (connection, grant) -> {
          GrantRules.requireSwitch(grant, next);
          return connection
              .preparedQuery(
                  "update federation_grants set status = $2::text::grant_status where id = $1")
              .execute(Tuple.of(id, next.wireName()))
              .replaceWithVoid();
        });
  }

  /**
   * Revokes a grant for good: status, certificates and enrolment tokens. Revoking again changes
   * nothing.
   */
  public Uni<Optional<Grant>> revoke(UUID id, String actor) {
    return database.inTransaction(
        connection ->
            connection
                .query(PATIENCE)
                .execute()
                .flatMap(
                    set ->
                        change(
                            connection,
                            AuditEvent.ofAdmin(id, "grant.revoke", actor),
                            id,
                            false,
                            (same, grant) ->
                                grant.status() == GrantStatus.REVOKED
                                    ? Uni.createFrom().voidItem()
                                    : revoke(same, id))));
  }

  private Uni<Void> revoke(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(
            "update federation_grants set status = 'revoked', revoked_at = now() where id = $1")
        .execute(Tuple.of(id))
        .flatMap(
            revoked ->
                connection
                    .preparedQuery(
                        "update issued_certificates set revoked_at = now()"
                            + " where grant_id = $1 and revoked_at is null")
                    .execute(Tuple.of(id)))
        .flatMap(withdrawn -> tokens.cancel(connection, id))
        .replaceWithVoid();
  }

  /**
   * Changes rate limit, expiry or notes, effective with the next request.
   *
   * @param withApproval whether one admin alone may not prolong what names sensitive resources
   */
  public Uni<Optional<Grant>> edit(UUID id, GrantEdit edit, boolean withApproval, String actor) {
    return change(
        id,
        "grant.edit",
        actor,
        (connection, grant) -> {
          GrantRules.requireEditable(grant, edit.version());
          Instant end = edit.expiresAt().after(grant.expiresAt());
          if (withApproval) {
            GrantRules.requireNotProlonged(grant, end);
          }
          return connection
              .preparedQuery(
                  "update federation_grants set rate_limit_rpm = $2, expires_at = $3, notes = $4"
                      + " where id = $1")
              .execute(
                  Tuple.from(
                      new @Nullable Object[] {
                        id,
                        edit.rateLimitRpm(grant),
                        GrantStore.utc(end),
                        edit.notes().after(grant.notes())
                      }))
              .replaceWithVoid();
        });
  }

  /**
   * Gives a grant another scope, as a new revision. It is in force with the next request, unless it
   * has to be approved first: then an enrolled grant keeps what it has, and a pending one waits.
   * The newest scope again makes no revision.
   *
   * @param version the version of the grant that the scope was made up on
   * @param withApproval whether a second admin has to approve what widens to sensitive resources
   */
  public Uni<Optional<Grant>> editScope(
      UUID id, int version, Scope scope, boolean withApproval, String actor) {
    return change(
        id,
        "grant.edit_scope",
        actor,
        (connection, grant) -> {
          GrantRules.requireEditable(grant, version);
          if (scope.equals(grant.latestScope())) {
            return Uni.createFrom().voidItem();
          }
          int revision = grant.latestRevision() + 1;
          boolean waits = withApproval && scope.widensSensitive(grant.settledScope());
          return GrantStore.addRevision(connection, id, revision, scope, waits, actor)
              .flatMap(
                  added ->
                      waits && grant.status() != GrantStatus.PENDING
                          ? await(connection, id, revision)
                          : take(connection, id, revision, scope, waits ? revision : null));
        });
  }

  /**
   * Approves the scope that waits, which comes into force with it.
   *
   * @param revision the one that was looked at
   */
  public Uni<Optional<Grant>> approve(UUID id, int revision, String actor) {
    return change(
        id,
        "grant.approve",
        actor,
        (connection, grant) ->
            authors(connection, id, revision)
                .map(authors -> GrantRules.requireApprovable(grant, revision, actor, authors))
                .call(
                    awaiting ->
                        connection
                            .preparedQuery(
                                "insert into federation_scope_approvals"
                                    + " (grant_id, revision, approved_by) values ($1, $2, $3)")
                            .execute(Tuple.of(id, revision, actor)))
                .flatMap(awaiting -> take(connection, id, revision, awaiting.scope(), null)));
  }

  /** Makes a new enrolment token for a pending grant; those before it work no more. */
  public Uni<Optional<Grant>> rotateToken(
      UUID id, EnrolmentToken token, Instant tokenExpires, String actor) {
    return changeAlways(
        id,
        "grant.rotate_token",
        actor,
        (connection, grant) -> {
          GrantRules.requireEnrollable(grant);
          return tokens
              .cancel(connection, id)
              .flatMap(cancelled -> tokens.store(connection, id, token, tokenExpires));
        });
  }

  private static Uni<Void> await(SqlConnection connection, UUID id, int revision) {
    return connection
        .preparedQuery("update federation_grants set awaiting_revision = $2 where id = $1")
        .execute(Tuple.of(id, revision))
        .replaceWithVoid();
  }

  private static Uni<Void> take(
      SqlConnection connection, UUID id, int revision, Scope scope, @Nullable Integer awaiting) {
    return connection
        .preparedQuery(
            "update federation_grants set scope = $2, scope_revision = $3, awaiting_revision = $4"
                + " where id = $1")
        .execute(
            Tuple.from(
                new @Nullable Object[] {
                  id, new JsonObject(scope.toDocument()), revision, awaiting
                }))
        .replaceWithVoid();
  }

  /** Who made the grant and who wrote a revision of its scope. */
  private static Uni<List<String>> authors(SqlConnection connection, UUID id, int revision) {
    return connection
        .preparedQuery(
            "select created_by from federation_scope_revisions"
                + " where grant_id = $1 and revision in (1, $2)")
        .execute(Tuple.of(id, revision))
        .map(rows -> GrantRows.all(rows, row -> row.getString("created_by")));
  }

  private Uni<Optional<Grant>> change(
      UUID id, String action, String actor, BiFunction<SqlConnection, Grant, Uni<Void>> how) {
    return change(id, action, actor, false, how);
  }

  /** A change that does not show in the grant itself. */
  private Uni<Optional<Grant>> changeAlways(
      UUID id, String action, String actor, BiFunction<SqlConnection, Grant, Uni<Void>> how) {
    return change(id, action, actor, true, how);
  }

  private Uni<Optional<Grant>> change(
      UUID id,
      String action,
      String actor,
      boolean always,
      BiFunction<SqlConnection, Grant, Uni<Void>> how) {
    return database.inTransaction(
        connection -> change(connection, AuditEvent.ofAdmin(id, action, actor), id, always, how));
  }

  private Uni<Optional<Grant>> change(
      SqlConnection connection,
      AuditEvent event,
      UUID id,
      boolean always,
      BiFunction<SqlConnection, Grant, Uni<Void>> how) {
    return lock(connection, id)
        .flatMap(locked -> GrantRows.one(connection, id))
        .flatMap(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(found)
                    : how.apply(connection, found.get())
                        .flatMap(done -> GrantRows.one(connection, id))
                        .call(
                            after ->
                                record(
                                    connection, event, found.get(), after.orElseThrow(), always)));
  }

  /**
   * Not against the foreign keys of what belongs to the grant: an enrolment holds its token and
   * waits for the grant, and would so wait for ever. Those who change a grant wait for each other.
   */
  private static Uni<Void> lock(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery("select 1 from federation_grants where id = $1 for no key update")
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  private Uni<Void> record(
      SqlConnection connection, AuditEvent event, Grant before, Grant after, boolean always) {
    if (after.equals(before) && !always) {
      return Uni.createFrom().voidItem();
    }
    AuditChange change = AuditChange.between(GrantRows.facts(before), GrantRows.facts(after));
    return audit.record(
        connection,
        event.with(
            after.latestScope().namesSensitive() ? change.noting("sensitive", true) : change));
  }
}
