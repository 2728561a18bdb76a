package mosaic.gateway.identity.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.IdentitySecret;
import mosaic.gateway.identity.IssuedToken;
import mosaic.gateway.identity.TokenTerms;
import mosaic.gateway.identity.UserName;

/**
 * Signing in with a code or a password, and setting passwords. Passwords come here as hashes only;
 * computing and comparing them happens outside of transactions.
 */
@ApplicationScoped
public class SignIns {
  /** See {@link AccessTokens#lock}. */
  private static final String LOCK = "select id from users where name = $1 for no key update";

  /** Of two at once, one finds no code. */
  private static final String USE_CODE =
      """
      update sign_in_codes c set used_at = now() from users u
       where c.code_hash = $1 and c.used_at is null and c.expires_at > now()
         and u.id = c.user_id and u.name = $2 and u.disabled_at is null
      returning u.id as user_id, u.name as user_name, u.role::text as user_role
      """;

  private static final String IS_GOOD =
      """
      select 1 from sign_in_codes c join users u on u.id = c.user_id
       where c.code_hash = $1 and c.used_at is null and c.expires_at > now()
         and u.name = $2 and u.disabled_at is null
      """;

  private static final String FIND =
      """
      select u.id as user_id, u.name as user_name, u.role::text as user_role, p.hash
        from users u join passwords p on p.user_id = u.id
       where u.name = $1 and u.disabled_at is null
      """;

  private static final String SET =
      """
      insert into passwords (user_id, hash) values ($1, $2)
      on conflict (user_id) do update set hash = excluded.hash, changed_at = now()
      """;

  /** Only where the password is still the one that was compared. */
  private static final String REPLACE =
      "update passwords set hash = $3, changed_at = now() where user_id = $1 and hash = $2";

  private static final String REHASH =
      "update passwords set hash = $3 where user_id = $1 and hash = $2";

  private static final String STILL = "select 1 from passwords where user_id = $1 and hash = $2";

  private final Database database;
  private final AccessTokens tokens;
  private final AuditLog audit;

  SignIns(Database database, AccessTokens tokens, AuditLog audit) {
    this.database = database;
    this.tokens = tokens;
    this.audit = audit;
  }

  /**
   * A user's password, as it is stored.
   *
   * @param hash in the PHC string format
   */
  public record Password(Caller owner, String hash) {
    @Override
    public String toString() {
      return "Password[" + owner.id() + "]";
    }
  }

  /** Takes a sign-in code for a token; empty when the code is not (or no longer) good for it. */
  public Uni<Optional<IssuedToken>> byCode(UserName user, IdentitySecret code, TokenTerms terms) {
    return orRefuse(
        user,
        connection ->
            use(connection, user, code)
                .flatMap(
                    caller ->
                        caller.isEmpty()
                            ? nothing()
                            : tokens.signIn(connection, caller.get(), terms)));
  }

  /** Whether a code would sign this user in just now. */
  public Uni<Boolean> isGood(UserName user, IdentitySecret code) {
    return database
        .query(IS_GOOD, Tuple.of(Buffer.buffer(code.sha256()), user.text()))
        .map(rows -> rows.size() > 0);
  }

  /** The password of a user; empty when there is no such user, or none that may use one. */
  public Uni<Optional<Password>> password(UserName user) {
    return database
        .query(FIND, Tuple.of(user.text()))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(new Password(IdentityRows.caller(row), row.getString("hash")));
              }
              return Optional.empty();
            });
  }

  /** Signs in whose password was found to be right; empty when it was changed meanwhile. */
  public Uni<Optional<IssuedToken>> byPassword(Password verified, TokenTerms terms) {
    return orRefuse(
        new UserName(verified.owner().name()),
        connection ->
            tokens
                .lock(connection, verified.owner().id())
                .flatMap(
                    locked ->
                        connection
                            .preparedQuery(STILL)
                            .execute(Tuple.of(verified.owner().id(), verified.hash())))
                .flatMap(
                    still ->
                        still.size() == 0
                            ? nothing()
                            : tokens.signIn(connection, verified.owner(), terms)));
  }

  /** Stores the same password hashed anew; nothing happens when it was changed meanwhile. */
  public Uni<Void> rehash(Password verified, String hash) {
    return database
        .query(REHASH, Tuple.of(verified.owner().id(), verified.hash(), hash))
        .replaceWithVoid();
  }

  /**
   * Takes a sign-in code to set a password: ends every token of the user and makes a new one. Empty
   * when the code is not (or no longer) good.
   */
  public Uni<Optional<IssuedToken>> setPassword(
      UserName user, IdentitySecret code, String hash, TokenTerms terms) {
    return orRefuse(
        user,
        connection ->
            use(connection, user, code)
                .flatMap(
                    caller ->
                        caller.isEmpty()
                            ? nothing()
                            : connection
                                .preparedQuery(SET)
                                .execute(Tuple.of(caller.get().id(), hash))
                                .flatMap(
                                    set ->
                                        startAnew(
                                            connection, caller.get(), terms, "password.set"))));
  }

  /** The same by the old password; empty when that was changed meanwhile. */
  public Uni<Optional<IssuedToken>> changePassword(
      Password verified, String hash, TokenTerms terms) {
    return orRefuse(
        new UserName(verified.owner().name()),
        connection ->
            tokens
                .lock(connection, verified.owner().id())
                .flatMap(
                    locked ->
                        connection
                            .preparedQuery(REPLACE)
                            .execute(Tuple.of(verified.owner().id(), verified.hash(), hash)))
                .flatMap(
                    replaced ->
                        replaced.rowCount() == 0
                            ? nothing()
                            : startAnew(connection, verified.owner(), terms, "password.change")));
  }

  /** Records an attempt to sign in that failed. */
  public Uni<Void> refuse(UserName user) {
    return database.inTransaction(connection -> refuse(connection, user));
  }

  private Uni<Optional<IssuedToken>> startAnew(
      SqlConnection connection, Caller owner, TokenTerms terms, String action) {
    return tokens
        .revokeAll(connection, owner.id())
        .flatMap(
            revoked ->
                audit.record(
                    connection, AuditEvent.ofAction(action, "users/" + owner.id(), owner.name())))
        .flatMap(recorded -> tokens.signIn(connection, owner, terms));
  }

  private static Uni<Optional<Caller>> use(
      SqlConnection connection, UserName user, IdentitySecret code) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(user.text()))
        .flatMap(
            locked ->
                connection
                    .preparedQuery(USE_CODE)
                    .execute(Tuple.of(Buffer.buffer(code.sha256()), user.text())))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(IdentityRows.caller(rows.iterator().next())));
  }

  private Uni<Optional<IssuedToken>> orRefuse(
      UserName user, Function<SqlConnection, Uni<Optional<IssuedToken>>> work) {
    return database.inTransaction(
        connection ->
            work.apply(connection)
                .call(
                    issued ->
                        issued.isPresent()
                            ? Uni.createFrom().voidItem()
                            : refuse(connection, user)));
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

  private static Uni<Optional<IssuedToken>> nothing() {
    return Uni.createFrom().item(Optional.empty());
  }
}
