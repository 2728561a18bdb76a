package mosaic.gateway.identity.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.RowIds;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.IssuedToken;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.TokenTerms;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.identity.provider.Assertion;

/**
 * The users whom the OpenID provider signs in. An account belongs to issuer and subject; the first
 * assertion makes it, the newest says which role it has. A name that is taken is never shared.
 */
@ApplicationScoped
public class ProviderAccounts {
  private static final String FIND =
      """
      select u.id as user_id, u.name as user_name, u.role::text as user_role,
             u.disabled_at is not null as disabled, p.asserted_at, p.has_role
        from provider_accounts p join users u on u.id = p.user_id
       where p.issuer = $1 and p.subject = $2
      """;

  /**
   * Two sign-ins of one subject take turns, lest the second of the first ones finds the name taken.
   */
  private static final String TAKE_TURNS =
      "select pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))";

  private static final String CREATE =
      "insert into users (id, name, role) values ($1, $2, $3::text::user_role)"
          + " on conflict (name) do nothing";

  private static final String BIND =
      "insert into provider_accounts (issuer, subject, user_id, asserted_at)"
          + " values ($1, $2, $3, $4)";

  private static final String ASSERT =
      "update provider_accounts set asserted_at = $3, has_role = $4"
          + " where issuer = $1 and subject = $2";

  private static final String SET_ROLE =
      "update users set role = $2::text::user_role where id = $1";

  private final Database database;
  private final RowIds ids;
  private final AccessTokens tokens;
  private final AuditLog audit;

  ProviderAccounts(Database database, RowIds ids, AccessTokens tokens, AuditLog audit) {
    this.database = database;
    this.ids = ids;
    this.tokens = tokens;
    this.audit = audit;
  }

  /**
   * What became of an assertion.
   *
   * @param <T> what is given to who is let in
   */
  public sealed interface Entry<T> {
    /** Let in. */
    record Granted<T>(T given) implements Entry<T> {}

    /** Nothing that the provider says of them maps to a role. */
    record NoRole<T>() implements Entry<T> {}

    /** The claim for a name holds none. */
    record NoName<T>() implements Entry<T> {}

    /** Somebody else has the name. */
    record NameTaken<T>(UserName name) implements Entry<T> {}

    /** The user is disabled here. */
    record Disabled<T>() implements Entry<T> {}
  }

  /** Signs in for a personal access token. */
  public Uni<Entry<IssuedToken>> signIn(Assertion assertion, TokenTerms terms) {
    return database.inTransaction(
        connection ->
            enter(connection, assertion)
                .flatMap(
                    entry ->
                        switch (entry) {
                          case Entry.Granted<Caller>(Caller caller) ->
                              tokens
                                  .signIn(connection, caller, terms)
                                  .map(ProviderAccounts::issued);
                          case Entry.NoRole<Caller> none -> is(new Entry.NoRole<>());
                          case Entry.NoName<Caller> none -> is(new Entry.NoName<>());
                          case Entry.NameTaken<Caller>(UserName name) ->
                              is(new Entry.NameTaken<>(name));
                          case Entry.Disabled<Caller> disabled -> is(new Entry.Disabled<>());
                        }));
  }

  /** Signs in for one request. What is not newer than what is known costs one read only. */
  public Uni<Entry<Caller>> enter(Assertion assertion) {
    return database
        .query(FIND, subject(assertion))
        .map(ProviderAccounts::found)
        .flatMap(
            found ->
                found
                    .filter(account -> !account.disabled() && account.hasRole())
                    .filter(account -> assertion.role().isPresent())
                    .filter(account -> !assertion.issuedAt().isAfter(account.assertedAt()))
                    .map(account -> is(new Entry.Granted<>(account.caller())))
                    .orElseGet(
                        () ->
                            database.inTransaction(
                                connection ->
                                    enter(connection, assertion)
                                        .call(entry -> recordEntry(connection, entry)))));
  }

  /**
   * Records that a sign-in was refused of which nobody can say whose it is: the provider does not
   * take its code, or its token does not hold.
   */
  public Uni<Void> refuse() {
    return database.inTransaction(
        connection ->
            audit.record(
                connection,
                AuditEvent.refusedAction("login", AuditEvent.NOBODY, AuditEvent.NOBODY)));
  }

  private record Found(Caller caller, boolean disabled, Instant assertedAt, boolean hasRole) {}

  private Uni<Entry<Caller>> enter(SqlConnection connection, Assertion assertion) {
    return connection
        .preparedQuery(TAKE_TURNS)
        .execute(subject(assertion))
        .flatMap(turn -> connection.preparedQuery(FIND).execute(subject(assertion)))
        .map(ProviderAccounts::found)
        .flatMap(
            found -> {
              if (assertion.role().isEmpty()) {
                return roleless(connection, assertion, found)
                    .flatMap(noted -> refuse(connection, found, new Entry.NoRole<>()));
              }
              Role role = assertion.role().get();
              return found
                  .map(account -> known(connection, assertion, role, account))
                  .orElseGet(() -> create(connection, assertion, role));
            });
  }

  /** That the newest word gives no role is kept: an older one that gave some lets nobody in. */
  private Uni<Void> roleless(
      SqlConnection connection, Assertion assertion, Optional<Found> account) {
    return account
        .filter(found -> !assertion.issuedAt().isBefore(found.assertedAt()))
        .map(found -> say(connection, assertion, false))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private static Uni<Void> say(SqlConnection connection, Assertion assertion, boolean hasRole) {
    return connection
        .preparedQuery(ASSERT)
        .execute(subject(assertion).addOffsetDateTime(issuedAt(assertion)).addBoolean(hasRole))
        .replaceWithVoid();
  }

  private Uni<Entry<Caller>> known(
      SqlConnection connection, Assertion assertion, Role role, Found account) {
    Caller caller = account.caller();
    if (account.disabled()) {
      return refuse(connection, Optional.of(account), new Entry.Disabled<>());
    }
    if (!account.hasRole() && !assertion.issuedAt().isAfter(account.assertedAt())) {
      return refuse(connection, Optional.of(account), new Entry.NoRole<>());
    }
    if (assertion.issuedAt().isBefore(account.assertedAt())) {
      // An older token says nothing new: a role that was taken away does not come back with it.
      return is(new Entry.Granted<>(caller));
    }
    return say(connection, assertion, true)
        .flatMap(
            asserted ->
                role == caller.role()
                    ? Uni.createFrom().voidItem()
                    : connection
                        .preparedQuery(SET_ROLE)
                        .execute(Tuple.of(caller.id(), role.wireName()))
                        .flatMap(
                            set -> record(connection, "user.role." + role.wireName(), caller.id())))
        .map(done -> new Entry.Granted<>(new Caller(caller.id(), caller.name(), role)));
  }

  private Uni<Entry<Caller>> create(SqlConnection connection, Assertion assertion, Role role) {
    if (assertion.name().isEmpty()) {
      return refuse(connection, Optional.empty(), new Entry.NoName<>());
    }
    UserName name = assertion.name().get();
    UUID id = ids.next();
    return connection
        .preparedQuery(CREATE)
        .execute(Tuple.of(id, name.text(), role.wireName()))
        .flatMap(
            created ->
                created.rowCount() == 0
                    ? refuse(connection, Optional.empty(), new Entry.NameTaken<>(name))
                    : connection
                        .preparedQuery(BIND)
                        .execute(
                            subject(assertion).addUUID(id).addOffsetDateTime(issuedAt(assertion)))
                        .flatMap(bound -> record(connection, "user.create", id))
                        .map(recorded -> new Entry.Granted<>(new Caller(id, name.text(), role))));
  }

  /** Names the user only where the account is known: a name that the provider gave is not ours. */
  private Uni<Entry<Caller>> refuse(
      SqlConnection connection, Optional<Found> account, Entry<Caller> refusal) {
    String resource =
        account.map(found -> "users/" + found.caller().id()).orElse(AuditEvent.NOBODY);
    String actor = account.map(found -> found.caller().name()).orElse(AuditEvent.NOBODY);
    return audit
        .record(connection, AuditEvent.refusedAction("login", resource, actor))
        .map(recorded -> refusal);
  }

  private Uni<Void> recordEntry(SqlConnection connection, Entry<Caller> entry) {
    return entry instanceof Entry.Granted<Caller>(Caller caller)
        ? audit.record(
            connection, AuditEvent.ofAction("login", "users/" + caller.id(), caller.name()))
        : Uni.createFrom().voidItem();
  }

  /** An act of nobody here: the provider said so. */
  private Uni<Void> record(SqlConnection connection, String action, UUID user) {
    return audit.record(
        connection, AuditEvent.ofAction(action, "users/" + user, AuditEvent.NOBODY));
  }

  private static Entry<IssuedToken> issued(Optional<IssuedToken> token) {
    return token.<Entry<IssuedToken>>map(Entry.Granted::new).orElseGet(Entry.Disabled::new);
  }

  private static Optional<Found> found(RowSet<Row> rows) {
    for (Row row : rows) {
      return Optional.of(
          new Found(
              IdentityRows.caller(row),
              row.getBoolean("disabled"),
              IdentityRows.instant(row, "asserted_at"),
              row.getBoolean("has_role")));
    }
    return Optional.empty();
  }

  private static Tuple subject(Assertion assertion) {
    return Tuple.of(assertion.issuer(), assertion.subject());
  }

  private static OffsetDateTime issuedAt(Assertion assertion) {
    return assertion.issuedAt().atOffset(ZoneOffset.UTC);
  }

  private static <T> Uni<Entry<T>> is(Entry<T> entry) {
    return Uni.createFrom().item(entry);
  }
}
