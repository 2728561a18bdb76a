package mosaic.gateway.identity.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.RowIds;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.IdentitySecret;
import mosaic.gateway.identity.IdentitySecret.Kind;
import mosaic.gateway.identity.IssuedCode;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.User;
import mosaic.gateway.identity.UserName;

/** Users and their sign-in codes. */
@ApplicationScoped
public class Users {
  /** Of the lock that the replicas of one database share at their first start and for roles. */
  private static final long GOVERNANCE = 0x6d6f73616963L;

  private static final String SELECT = "select " + IdentityRows.USER + " from users u ";

  private static final String CREATE =
      "insert into users as u (id, name, role) values ($1, $2, $3::text::user_role)"
          + " on conflict (name) do nothing returning "
          + IdentityRows.USER;

  private static final String ADD_CODE =
      "insert into sign_in_codes (code_hash, user_id, expires_at)"
          + " values ($1, $2, now() + interval '24 hours') returning expires_at";

  /** Local, enabled admins: there is always one, as no provider and no act takes the last. */
  private static final String IS_STANDING_ADMIN =
      """
      u.role = 'admin' and u.disabled_at is null
          and not exists (select from provider_accounts p where p.user_id = u.id)
      """;

  /** Whether some local admin is signed in or can sign in. */
  private static final String ADMIN_HAS_A_WAY_IN =
      """
      select exists (
        select from users u
         where %s
           and (exists (select from personal_access_tokens t
                         where t.user_id = u.id and t.revoked_at is null and t.expires_at > now())
             or exists (select from sign_in_codes c
                         where c.user_id = u.id and c.used_at is null and c.expires_at > now())
             or exists (select from passwords w where w.user_id = u.id))) as way_in
      """
          .formatted(IS_STANDING_ADMIN);

  private static final String FIRST_ADMIN =
      SELECT + "where " + IS_STANDING_ADMIN + " order by u.created_at, u.id limit 1";

  private static final String IS_LAST_ADMIN =
      """
      select exists (select from users u where u.id = $1 and %1$s)
         and not exists (select from users u where u.id <> $1 and %1$s) as last
      """
          .formatted(IS_STANDING_ADMIN);

  private static final String SET_ROLE =
      "update users u set role = $2::text::user_role where id = $1 and role <> $2::text::user_role";

  private static final String DISABLE =
      "update users set disabled_at = now() where id = $1 and disabled_at is null";

  private static final String ENABLE =
      "update users set disabled_at = null where id = $1 and disabled_at is not null";

  private final Database database;
  private final RowIds ids;
  private final SecureRandom random;
  private final AccessTokens tokens;
  private final AuditLog audit;

  Users(Database database, RowIds ids, SecureRandom random, AccessTokens tokens, AuditLog audit) {
    this.database = database;
    this.ids = ids;
    this.random = random;
    this.tokens = tokens;
    this.audit = audit;
  }

  /** What became of an act on a user. */
  public sealed interface Change {
    /** Done, or there was nothing to change: the user as it is now. */
    record Done(User user) implements Change {}

    /** There is no such user. */
    record NoSuchUser() implements Change {}

    /** Nobody would be left to govern. */
    record LastAdmin() implements Change {}

    /** An OpenID provider says so at every sign-in, not we. */
    record OfProvider() implements Change {}
  }

  /** A user, and the code to sign in with. */
  public record Welcomed(User user, IssuedCode code) {}

  /** Makes a user with a first sign-in code; empty when the name is taken. */
  public Uni<Optional<Welcomed>> create(UserName name, Role role, Caller by) {
    return database.inTransaction(connection -> create(connection, name, role, by.name()));
  }

  /** All users, by name. */
  public Uni<List<User>> list() {
    return database
        .query(SELECT + "order by u.name", Tuple.tuple())
        .map(
            rows -> {
              List<User> users = new ArrayList<>();
              for (Row row : rows) {
                users.add(IdentityRows.user(row));
              }
              return List.copyOf(users);
            });
  }

  /** The user of a name, if there is one. */
  public Uni<Optional<User>> find(UserName name) {
    return database.query(SELECT + "where u.name = $1", Tuple.of(name.text())).map(Users::first);
  }

  /** A new sign-in code of a local user; earlier ones stop working. */
  public Uni<Renewal> renewCode(UUID user, Caller by) {
    return database.inTransaction(
        connection ->
            // Holds back a second renewal, which would not see this one's code and keep it.
            locked(connection, user)
                .flatMap(
                    found -> {
                      if (found.isEmpty()) {
                        return Uni.createFrom().item(new Renewal.Refused(new Change.NoSuchUser()));
                      }
                      if (found.get().provider() != null) {
                        return Uni.createFrom().item(new Renewal.Refused(new Change.OfProvider()));
                      }
                      return replaceCode(connection, user, by.name()).map(Renewal.Renewed::new);
                    }));
  }

  /** What became of a request for a sign-in code. */
  public sealed interface Renewal {
    /** The new code. */
    record Renewed(IssuedCode code) implements Renewal {}

    /** Why there is none. */
    record Refused(Change why) implements Renewal {}
  }

  /** Gives a local user another role, from the next request on. */
  public Uni<Change> setRole(UUID user, Role role, Caller by) {
    return change(
        user,
        found -> found.provider() != null ? Optional.of(new Change.OfProvider()) : Optional.empty(),
        role != Role.ADMIN,
        connection ->
            connection
                .preparedQuery(SET_ROLE)
                .execute(Tuple.of(user, role.wireName()))
                .flatMap(
                    rows ->
                        rows.rowCount() == 0
                            ? Uni.createFrom().voidItem()
                            : record(connection, "user.role." + role.wireName(), user, by.name())));
  }

  /** Lets a user in nowhere any more, ends their tokens and what their grants may read. */
  public Uni<Change> disable(UUID user, Caller by) {
    return change(
        user,
        found -> Optional.empty(),
        true,
        connection ->
            connection
                .preparedQuery(DISABLE)
                .execute(Tuple.of(user))
                .flatMap(
                    rows ->
                        rows.rowCount() == 0
                            ? Uni.createFrom().voidItem()
                            : tokens
                                .revokeAll(connection, user)
                                .flatMap(
                                    revoked ->
                                        record(connection, "user.disable", user, by.name()))));
  }

  /** Lets a disabled user sign in again; tokens that ended stay ended. */
  public Uni<Change> enable(UUID user, Caller by) {
    return change(
        user,
        found -> Optional.empty(),
        false,
        connection ->
            connection
                .preparedQuery(ENABLE)
                .execute(Tuple.of(user))
                .flatMap(
                    rows ->
                        rows.rowCount() == 0
                            ? Uni.createFrom().voidItem()
                            : record(connection, "user.enable", user, by.name())));
  }

  /** Ends every token of a user; how many there were, or empty when there is no such user. */
  public Uni<Optional<Integer>> revokeTokens(UUID user, Caller by) {
    return database.inTransaction(
        connection ->
            tokens
                .revokeAll(connection, user)
                .call(
                    revoked ->
                        revoked.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : record(connection, "user.revoke_tokens", user, by.name())));
  }

  /** Acts that could take the last admin take turns: two at once would each see the other's. */
  private Uni<Change> change(
      UUID user,
      Function<User, Optional<Change>> refusal,
      boolean takesAdmin,
      Function<SqlConnection, Uni<Void>> act) {
    return database.inTransaction(
        connection ->
            takeTurns(connection)
                .flatMap(turn -> locked(connection, user))
                .flatMap(
                    found -> {
                      if (found.isEmpty()) {
                        return Uni.createFrom().<Change>item(new Change.NoSuchUser());
                      }
                      Optional<Change> refused = refusal.apply(found.get());
                      if (refused.isPresent()) {
                        return Uni.createFrom().item(refused.get());
                      }
                      return isLastAdmin(connection, user)
                          .flatMap(
                              last ->
                                  last && takesAdmin
                                      ? Uni.createFrom().<Change>item(new Change.LastAdmin())
                                      : act.apply(connection)
                                          .flatMap(done -> locked(connection, user))
                                          .map(now -> new Change.Done(now.orElseThrow())));
                    }));
  }

  private static Uni<Boolean> isLastAdmin(SqlConnection connection, UUID user) {
    return connection
        .preparedQuery(IS_LAST_ADMIN)
        .execute(Tuple.of(user))
        .map(rows -> rows.iterator().next().getBoolean("last"));
  }

  private Uni<Optional<User>> locked(SqlConnection connection, UUID user) {
    return tokens
        .lock(connection, user)
        .flatMap(
            there -> connection.preparedQuery(SELECT + "where u.id = $1").execute(Tuple.of(user)))
        .map(Users::first);
  }

  private static Uni<RowSet<Row>> takeTurns(SqlConnection connection) {
    return connection
        .preparedQuery("select pg_advisory_xact_lock($1)")
        .execute(Tuple.of(GOVERNANCE));
  }

  /**
   * Gives an admin a sign-in code when none is signed in nor could sign in: at the first start,
   * which makes the admin, and when every token of every admin has expired or was revoked. The code
   * is delivered before it becomes valid: a crash in between leaves a code that does not work, and
   * the next start makes another, but never an admin whose code nobody has. Replicas that start
   * together take turns.
   *
   * @param name of the admin to make when there is none
   * @return the admin that a code was delivered for, if any
   */
  public Uni<Optional<User>> welcomeAdmin(UserName name, Consumer<IssuedCode> delivery) {
    return database.inTransaction(
        connection ->
            takeTurns(connection)
                .flatMap(locked -> connection.query(ADMIN_HAS_A_WAY_IN).execute())
                .flatMap(
                    rows ->
                        Boolean.TRUE.equals(rows.iterator().next().getBoolean("way_in"))
                            ? Uni.createFrom().item(Optional.<User>empty())
                            : welcome(connection, name, delivery).map(Optional::of)));
  }

  private Uni<User> welcome(
      SqlConnection connection, UserName name, Consumer<IssuedCode> delivery) {
    return connection
        .query(FIRST_ADMIN)
        .execute()
        .map(Users::first)
        .flatMap(
            admin ->
                admin.isPresent()
                    ? replaceCode(connection, admin.get().id(), AuditEvent.NOBODY)
                        .map(code -> new Welcomed(admin.get(), code))
                    : create(connection, name, Role.ADMIN, AuditEvent.NOBODY)
                        .map(made -> made.orElseThrow(() -> new IllegalStateException("no admin"))))
        .invoke(welcomed -> delivery.accept(welcomed.code()))
        .map(Welcomed::user);
  }

  private Uni<Optional<Welcomed>> create(
      SqlConnection connection, UserName name, Role role, String actor) {
    return connection
        .preparedQuery(CREATE)
        .execute(Tuple.of(ids.next(), name.text(), role.wireName()))
        .map(Users::first)
        .flatMap(
            user ->
                user.isEmpty()
                    ? Uni.createFrom().item(Optional.<Welcomed>empty())
                    : addCode(connection, user.get().id())
                        .call(code -> record(connection, "user.create", user.get().id(), actor))
                        .map(code -> Optional.of(new Welcomed(user.get(), code))));
  }

  private Uni<IssuedCode> replaceCode(SqlConnection connection, UUID user, String actor) {
    return connection
        .preparedQuery("delete from sign_in_codes where user_id = $1")
        .execute(Tuple.of(user))
        .flatMap(gone -> addCode(connection, user))
        .call(code -> record(connection, "user.sign_in_code", user, actor));
  }

  private Uni<IssuedCode> addCode(SqlConnection connection, UUID user) {
    IdentitySecret secret = IdentitySecret.generate(Kind.SIGN_IN_CODE, random);
    return connection
        .preparedQuery(ADD_CODE)
        .execute(Tuple.of(Buffer.buffer(secret.sha256()), user))
        .map(
            rows ->
                new IssuedCode(secret, IdentityRows.instant(rows.iterator().next(), "expires_at")));
  }

  private Uni<Void> record(SqlConnection connection, String action, UUID user, String actor) {
    return audit.record(connection, AuditEvent.ofAction(action, "users/" + user, actor));
  }

  private static Optional<User> first(Iterable<Row> rows) {
    var iterator = rows.iterator();
    return iterator.hasNext() ? Optional.of(IdentityRows.user(iterator.next())) : Optional.empty();
  }
}
