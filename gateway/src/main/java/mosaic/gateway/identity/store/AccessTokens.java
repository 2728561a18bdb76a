package mosaic.gateway.identity.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.RowIds;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.IdentitySecret;
import mosaic.gateway.identity.IdentitySecret.Kind;
import mosaic.gateway.identity.IssuedToken;
import mosaic.gateway.identity.TokenTerms;

/**
 * Makes and ends personal access tokens within the transaction of whatever gives cause to it. Both
 * lock the user's row first, so that no token is made beside an act that ends all of them.
 */
@ApplicationScoped
class AccessTokens {
  private static final String LOCK_TO_ISSUE =
      "select id from users where id = $1 and disabled_at is null for share";

  private static final String LOCK = "select id from users where id = $1 for no key update";

  private static final String ISSUE =
      """
      insert into personal_access_tokens (id, user_id, name, token_hash, expires_at)
      values ($1, $2, $3, $4, now() + make_interval(days => $5))
      returning expires_at
      """;

  /** Never beyond the token that asks: who stole one for an hour has it for an hour. */
  private static final String MINT =
      """
      insert into personal_access_tokens (id, user_id, name, token_hash, expires_at)
      select $1, m.user_id, $3, $4, least(now() + make_interval(days => $5), m.expires_at)
        from personal_access_tokens m
       where m.id = $6 and m.user_id = $2 and m.revoked_at is null and m.expires_at > now()
      returning expires_at
      """;

  private static final String REVOKE_ALL =
      """
      update personal_access_tokens set revoked_at = now()
       where user_id = $1 and revoked_at is null and expires_at > now()
      """;

  private final RowIds ids;
  private final SecureRandom random;
  private final AuditLog audit;

  AccessTokens(RowIds ids, SecureRandom random, AuditLog audit) {
    this.ids = ids;
    this.random = random;
    this.audit = audit;
  }

  /** Signs a user in; empty when the user is disabled. */
  Uni<Optional<IssuedToken>> signIn(SqlConnection connection, Caller owner, TokenTerms terms) {
    return issue(connection, owner, terms, Optional.empty(), "login");
  }

  /** Makes one more token by one that the user has; empty when that one is not good any more. */
  Uni<Optional<IssuedToken>> mint(
      SqlConnection connection, Caller owner, UUID by, TokenTerms terms) {
    return issue(connection, owner, terms, Optional.of(by), "token.create");
  }

  private Uni<Optional<IssuedToken>> issue(
      SqlConnection connection, Caller owner, TokenTerms terms, Optional<UUID> by, String action) {
    UUID id = ids.next();
    IdentitySecret secret = IdentitySecret.generate(Kind.ACCESS_TOKEN, random);
    Tuple parameters =
        Tuple.of(id, owner.id(), terms.name(), Buffer.buffer(secret.sha256()), terms.validDays());
    by.ifPresent(parameters::addUUID);
    return connection
        .preparedQuery(LOCK_TO_ISSUE)
        .execute(Tuple.of(owner.id()))
        .flatMap(
            locked ->
                locked.size() == 0
                    ? Uni.createFrom().item(locked)
                    : connection.preparedQuery(by.isPresent() ? MINT : ISSUE).execute(parameters))
        .flatMap(
            rows ->
                rows.size() == 0
                    ? Uni.createFrom().item(Optional.<IssuedToken>empty())
                    : audit
                        .record(
                            connection, AuditEvent.ofAction(action, "tokens/" + id, owner.name()))
                        .map(
                            recorded ->
                                Optional.of(
                                    new IssuedToken(
                                        secret,
                                        id,
                                        IdentityRows.instant(rows.iterator().next(), "expires_at"),
                                        owner))));
  }

  /**
   * Holds back everything else that makes or ends tokens or codes of this user. Whoever locks takes
   * this lock first, so that no two wait for each other. Whether there is such a user.
   */
  Uni<Boolean> lock(SqlConnection connection, UUID user) {
    return connection.preparedQuery(LOCK).execute(Tuple.of(user)).map(rows -> rows.size() > 0);
  }

  /** Ends every token of a user; how many there were, or empty when there is no such user. */
  Uni<Optional<Integer>> revokeAll(SqlConnection connection, UUID user) {
    return lock(connection, user)
        .flatMap(
            there ->
                !there
                    ? Uni.createFrom().item(Optional.<Integer>empty())
                    : connection
                        .preparedQuery(REVOKE_ALL)
                        .execute(Tuple.of(user))
                        .map(revoked -> Optional.of(revoked.rowCount())));
  }
}
