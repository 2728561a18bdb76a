package mosaic.gateway.identity.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.RowIds;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.IdentitySecret;
import mosaic.gateway.identity.IdentitySecret.Kind;
import mosaic.gateway.identity.IssuedToken;
import mosaic.gateway.identity.TokenEntry;
import mosaic.gateway.identity.TokenTerms;
import mosaic.gateway.identity.UserName;
import org.jspecify.annotations.Nullable;

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
      ), used as (
        update personal_access_tokens set last_used_at = now()
         where id = (select p.id from personal_access_tokens p
                      where p.id = (select f.id from found f
                                     where f.last_used_at is null
                                        or f.last_used_at < now() - interval '1 minute')
                        for update skip locked)
      )
      select user_id, user_name, user_role from found
      """;

  /** Uses up the code and makes the token in one statement: of two at once, one finds no code. */
  private static final String SIGN_IN =
      """
      with code as (
        update sign_in_codes c set used_at = now() from users u
         where c.code_hash = $1 and c.used_at is null and c.expires_at > now()
           and u.id = c.user_id and u.name = $2
        returning u.id as user_id, u.name as user_name, u.role::text as user_role
      ), token as (
        insert into personal_access_tokens (id, user_id, name, token_hash, expires_at)
        select $3, user_id, $4, $5, now() + make_interval(days => $6) from code
        returning expires_at
      )
      select user_id, user_name, user_role, expires_at from code, token
      """;

  private static final String ISSUE =
      """
      insert into personal_access_tokens (id, user_id, name, token_hash, expires_at)
      values ($1, $2, $3, $4, now() + make_interval(days => $5))
      returning expires_at
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
  private final RowIds ids;
  private final SecureRandom random;
  private final AuditLog audit;

  Tokens(Database database, RowIds ids, SecureRandom random, AuditLog audit) {
    this.database = database;
    this.ids = ids;
    this.random = random;
    this.audit = audit;
  }

  /** Whom a token signs in; empty when it is unknown, expired or revoked. */
  public Uni<Optional<Caller>> authenticate(IdentitySecret token) {
    return database
        .query(AUTHENTICATE, Tuple.of(Buffer.buffer(token.sha256())))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(caller(rows)));
  }

  /** Takes a sign-in code for a token; empty when the code is not (or no longer) good for it. */
  public Uni<Optional<IssuedToken>> signIn(UserName user, IdentitySecret code, TokenTerms terms) {
    UUID id = ids.next();
    IdentitySecret secret = IdentitySecret.generate(Kind.ACCESS_TOKEN, random);
    Tuple parameters =
        Tuple.of(
            Buffer.buffer(code.sha256()),
            user.text(),
            id,
            terms.name(),
            Buffer.buffer(secret.sha256()),
            terms.validDays());
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(SIGN_IN)
                .execute(parameters)
                .flatMap(
                    rows ->
                        rows.size() == 0
                            ? refuse(connection, user).replaceWith(Optional.<IssuedToken>empty())
                            : signedIn(connection, secret, id, rows).map(Optional::of)));
  }

  private Uni<IssuedToken> signedIn(
      SqlConnection connection, IdentitySecret secret, UUID id, RowSet<Row> rows) {
    IssuedToken issued = new IssuedToken(secret, id, expiry(rows.iterator().next()), caller(rows));
    return record(connection, "login", id, issued.owner()).replaceWith(issued);
  }

  /** Records an attempt to sign in with what cannot be a code. */
  public Uni<Void> refuse(UserName user) {
    return database.inTransaction(connection -> refuse(connection, user));
  }

  /** Names the user only if there is one: what was typed may be anything, a code included. */
  private Uni<Void> refuse(SqlConnection connection, UserName user) {
    return connection
        .preparedQuery("select id from users where name = $1")
        .execute(Tuple.of(user.text()))
        .flatMap(
            rows -> {
              String resource = AuditEvent.NOBODY;
              String actor = AuditEvent.NOBODY;
              for (Row row : rows) {
                resource = "users/" + IdentityRows.id(row);
                actor = user.text();
              }
              return audit.record(connection, AuditEvent.refusedAction("login", resource, actor));
            });
  }

  /** Makes one more token for a user. */
  public Uni<IssuedToken> issue(Caller owner, TokenTerms terms) {
    UUID id = ids.next();
    IdentitySecret secret = IdentitySecret.generate(Kind.ACCESS_TOKEN, random);
    Tuple parameters =
        Tuple.of(id, owner.id(), terms.name(), Buffer.buffer(secret.sha256()), terms.validDays());
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(ISSUE)
                .execute(parameters)
                .call(rows -> record(connection, "token.create", id, owner))
                .map(rows -> new IssuedToken(secret, id, expiry(rows.iterator().next()), owner)));
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

  private static Caller caller(Iterable<Row> rows) {
    return IdentityRows.caller(rows.iterator().next());
  }

  private static TokenEntry entry(Row row) {
    return new TokenEntry(
        row.getUUID("id"),
        row.getString("name"),
        IdentityRows.instant(row, "created_at"),
        expiry(row),
        moment(row, "last_used_at"),
        moment(row, "revoked_at"));
  }

  private static @Nullable Instant moment(Row row, String column) {
    OffsetDateTime moment = row.get(OffsetDateTime.class, column);
    return moment == null ? null : moment.toInstant();
  }

  private static Instant expiry(Row row) {
    return IdentityRows.instant(row, "expires_at");
  }
}
