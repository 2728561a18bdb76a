package mosaic.gateway.identity.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
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
  /** Of the lock that the replicas of one database share at their first start. */
  private static final long FIRST_START = 0x6d6f73616963L;

  private static final String COLUMNS = "id, name, role::text as role, created_at";

  private static final String CREATE =
      "insert into users (id, name, role) values ($1, $2, $3::text::user_role)"
          + " on conflict (name) do nothing returning "
          + COLUMNS;

  private static final String ADD_CODE =
      "insert into sign_in_codes (code_hash, user_id, expires_at)"
          + " values ($1, $2, now() + interval '24 hours') returning expires_at";

  /** Whether some admin is signed in or can sign in. */
  private static final String ADMIN_HAS_A_WAY_IN =
      """
      select exists (select from personal_access_tokens t join users u on u.id = t.user_id
                      where u.role = 'admin' and t.revoked_at is null and t.expires_at > now())
          or exists (select from sign_in_codes c join users u on u.id = c.user_id
                      where u.role = 'admin' and c.used_at is null and c.expires_at > now())
          as way_in
      """;

  private static final String FIRST_ADMIN =
      "select " + COLUMNS + " from users where role = 'admin' order by created_at, id limit 1";

  private final Database database;
  private final RowIds ids;
  private final SecureRandom random;
  private final AuditLog audit;

  Users(Database database, RowIds ids, SecureRandom random, AuditLog audit) {
    this.database = database;
    this.ids = ids;
    this.random = random;
    this.audit = audit;
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
        .query("select " + COLUMNS + " from users order by name", Tuple.tuple())
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
    return database
        .query("select " + COLUMNS + " from users where name = $1", Tuple.of(name.text()))
        .map(Users::first);
  }

  /** A new sign-in code; earlier ones stop working. Empty when there is no such user. */
  public Uni<Optional<IssuedCode>> renewCode(UUID user, Caller by) {
    return database.inTransaction(
        connection ->
            connection
                // Holds back a second renewal, which would not see this one's code and keep it.
                .preparedQuery("select id from users where id = $1 for update")
                .execute(Tuple.of(user))
                .flatMap(
                    rows ->
                        rows.size() == 0
                            ? Uni.createFrom().item(Optional.<IssuedCode>empty())
                            : replaceCode(connection, user, by.name()).map(Optional::of)));
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
            connection
                .preparedQuery("select pg_advisory_xact_lock($1)")
                .execute(Tuple.of(FIRST_START))
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
