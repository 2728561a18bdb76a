package mosaic.gateway.identity.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.IdentitySecret;
import mosaic.gateway.identity.IssuedToken;
import mosaic.gateway.identity.SignedIn;
import mosaic.gateway.identity.TokenEntry;
import mosaic.gateway.identity.TokenTerms;

/**
 * Personal access tokens. All times are those of the database, so that replicas with different
 * clocks agree on what has expired (T-24).
 */
@ApplicationScoped
public class Tokens {
  /**
   * Finds whom a token signs in, and notes its use at most once a minute: a token in heavy use is
   * written seldom, and a row that another request is just writing is skipped, not waited for.
   */
  private static final String AUTHENTICATE =
      """
      with found as (
        select t.id, t.last_used_at, u.id as user_id, u.name as user_name, u.role::text as user_role
          from personal_access_tokens t join users u on u.id = t.user_id
         where t.token_hash = $1 and t.revoked_at is null and t.expires_at > now()
           and u.disabled_at is null
      ), used as (
        update personal_access_tokens set last_used_at = now()
         where id = (select p.id from personal_access_tokens p
                      where p.id = (select f.id from found f
                                     where f.last_used_at is null
                                        or f.last_used_at < now() - interval '1 minute')
                        for update skip locked)
      )
      select id, user_id, user_name, user_role from found
      """;

  private static final String LIST =
      """
      select id, name, created_at, expires_at, last_used_at, revoked_at
        from personal_access_tokens
       where user_id = $1 and (revoked_at is null or revoked_at > now() - interval '90 days')
       order by created_at, id
      """;

  private static final String REVOKE =
      """
      update personal_access_tokens set revoked_at = now()
       where id = $1 and user_id = $2 and revoked_at is null
      returning id
      """;

  private final Database database;
  private final AccessTokens accessTokens;
  private final AuditLog audit;

  Tokens(Database database, AccessTokens accessTokens, AuditLog audit) {
    this.database = database;
    this.accessTokens = accessTokens;
    this.audit = audit;
  }

  /** Whom a token signs in; empty when it is unknown, expired or revoked, or the user disabled. */
  public Uni<Optional<SignedIn>> authenticate(IdentitySecret token) {
    return database
        .query(AUTHENTICATE, Tuple.of(Buffer.buffer(token.sha256())))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(new SignedIn(IdentityRows.id(row), IdentityRows.caller(row)));
              }
              return Optional.empty();
            });
  }

  /**
   * Makes one more token for a user, which ends no later than the one that asks for it; empty when
   * that one is not good any more.
   */
  public Uni<Optional<IssuedToken>> issue(Caller owner, UUID by, TokenTerms terms) {
    return database.inTransaction(connection -> accessTokens.mint(connection, owner, by, terms));
  }

  /**
   * The tokens of a user, oldest first; also those revoked in the last 90 days, so that their owner
   * sees what somebody else made and revoked.
   */
  public Uni<List<TokenEntry>> list(UUID owner) {
    return database
        .query(LIST, Tuple.of(owner))
        .map(
            rows -> {
              List<TokenEntry> entries = new ArrayList<>();
              for (Row row : rows) {
                entries.add(entry(row));
              }
              return List.copyOf(entries);
            });
  }

  /** Ends a user's own token; whether there was one to end. */
  public Uni<Boolean> revoke(Caller owner, UUID token) {
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(REVOKE)
                .execute(Tuple.of(token, owner.id()))
                .flatMap(
                    rows ->
                        rows.size() == 0
                            ? Uni.createFrom().item(Boolean.FALSE)
                            : record(connection, "token.revoke", token, owner)
                                .replaceWith(Boolean.TRUE)));
  }

  private Uni<Void> record(SqlConnection connection, String action, UUID token, Caller owner) {
    return audit.record(connection, AuditEvent.ofAction(action, "tokens/" + token, owner.name()));
  }

  private static TokenEntry entry(Row row) {
    return new TokenEntry(
        row.getUUID("id"),
        row.getString("name"),
        IdentityRows.instant(row, "created_at"),
        IdentityRows.instant(row, "expires_at"),
        IdentityRows.moment(row, "last_used_at"),
        IdentityRows.moment(row, "revoked_at"));
  }
}
