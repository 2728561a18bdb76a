package mosaic.gateway.pki.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mosaic.ca.Fingerprint;
import mosaic.gateway.audit.AuditChange;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.pki.AuthorityKind;
import mosaic.gateway.pki.AuthorityRecord;
import mosaic.gateway.pki.RollBack;

/**
 * Changes of state in {@code certificate_authority}. Each is one transaction that first waits for
 * its turn, so that two at the same time come one after the other, and the second sees the rows
 * that the first one added. Times are the database's: they are compared by all replicas.
 */
@ApplicationScoped
public class RotationStore {
  /** Locks of rows alone would not do: a select that waits for them does not see new ones. */
  private static final String TURN =
      "select pg_advisory_xact_lock(hashtextextended('mosaic.certificate_authority', 0))";

  private static final String LOCK =
      """
      select certificate_sha256, kind, state, root_sha256
        from certificate_authority
       where state <> 'retired'
       order by certificate_sha256
         for update
      """;

  private final Database database;
  private final AuditLog audit;

  RotationStore(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /** What is alive, which nobody else changes until the transaction ends. */
  private static Uni<RowSet<Row>> lock(SqlConnection connection) {
    return connection.query(TURN).execute().flatMap(ours -> connection.query(LOCK).execute());
  }

  /** Asks for new server certificates, of every replica. */
  public Uni<Void> renewServerCertificates(String actor) {
    return database.inTransaction(
        connection ->
            connection
                .query(
                    """
                    update certificate_authority set server_generation = server_generation + 1
                     where kind = 'issuing' and state = 'current'
                    """)
                .execute()
                .flatMap(
                    updated ->
                        audit.record(
                            connection, AuditEvent.ofAction("ca.rotate", "ca/server", actor))));
  }

  /**
   * Stores what is to become current after a while.
   *
   * @param made a root and an issuing CA under it, or an issuing CA
   * @return false when another rotation is under way
   */
  public Uni<Boolean> prepare(List<AuthorityRecord> made, Duration delay, String actor) {
    AuthorityRecord first = made.getFirst();
    return database.inTransaction(
        connection ->
            lock(connection)
                .flatMap(
                    alive ->
                        isFree(alive, first)
                            ? insert(connection, made, delay)
                                .flatMap(
                                    done ->
                                        record(
                                            connection,
                                            "ca.rotate",
                                            first.kind(),
                                            current(alive, first.kind()),
                                            first.fingerprint().hex(),
                                            actor))
                                .replaceWith(true)
                            : Uni.createFrom().item(false)));
  }

  /** Nothing is prepared; no root retires when another is to come; what it builds on is current. */
  private static boolean isFree(RowSet<Row> alive, AuthorityRecord made) {
    Fingerprint basis = made.succession() == null ? made.root() : made.succession().replaces();
    boolean basisIsCurrent = false;
    for (Row row : alive) {
      String state = row.getString("state");
      if (state.equals("prepared")
          || (made.kind() == AuthorityKind.ROOT
              && row.getString("kind").equals("root")
              && state.equals("retiring"))) {
        return false;
      }
      basisIsCurrent |=
          state.equals("current")
              && basis != null
              && row.getString("certificate_sha256").equals(basis.hex());
    }
    return basisIsCurrent;
  }

  private static Uni<Void> insert(
      SqlConnection connection, List<AuthorityRecord> made, Duration delay) {
    Uni<Void> inserted = Uni.createFrom().voidItem();
    for (AuthorityRecord authority : made) {
      inserted = inserted.flatMap(before -> CaStore.insert(connection, authority));
    }
    return inserted.flatMap(
        done ->
            connection
                .preparedQuery(
                    """
                    update certificate_authority
                       set activates_at = now() + $1::bigint * interval '1 millisecond'
                     where state = 'prepared'
                    """)
                .execute(Tuple.of(delay.toMillis()))
                .replaceWithVoid());
  }

  /**
   * Makes current what was prepared and is due; what was current retires.
   *
   * @param overlap how long a root stays beside its successor
   */
  public Uni<Void> activate(Duration overlap) {
    return database.inTransaction(
        connection ->
            lock(connection)
                .flatMap(
                    alive ->
                        connection
                            .query(
                                """
                                select certificate_sha256, kind from certificate_authority
                                 where state = 'prepared' and activates_at <= now()
                                 order by kind desc
                                """)
                            .execute()
                            .flatMap(due -> activate(connection, alive, due, overlap))));
  }

  private Uni<Void> activate(
      SqlConnection connection, RowSet<Row> alive, RowSet<Row> due, Duration overlap) {
    List<String> next = new ArrayList<>();
    List<AuditEvent> events = new ArrayList<>();
    List<String> before = new ArrayList<>();
    for (Row row : due) {
      AuthorityKind kind = AuthorityKind.ofWireName(row.getString("kind"));
      String fingerprint = row.getString("certificate_sha256");
      next.add(fingerprint);
      before.add(current(alive, kind));
      events.add(event("ca.activate", kind, current(alive, kind), fingerprint, AuditEvent.NOBODY));
    }
    if (next.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return setAside(connection, before, overlap)
        .flatMap(aside -> makeCurrent(connection, next))
        .flatMap(done -> audit.record(connection, events));
  }

  /** An issuing CA is looked at again when the last certificate that it issued so far is over. */
  private static Uni<Void> setAside(
      SqlConnection connection, List<String> fingerprints, Duration overlap) {
    return connection
        .preparedQuery(
            """
            update certificate_authority a
               set state = 'retiring', retiring_at = now(),
                   retires_at =
                     case kind
                       when 'root' then now() + $2::bigint * interval '1 millisecond'
                       else greatest(
                         now() + interval '1 hour',
                         (select max(c.not_after) from issued_certificates c
                           where c.issuer_sha256 = a.certificate_sha256))
                     end
             where certificate_sha256 = any ($1) and state = 'current'
            """)
        .execute(Tuple.of(fingerprints.toArray(String[]::new), overlap.toMillis()))
        .replaceWithVoid();
  }

  private static Uni<Void> makeCurrent(SqlConnection connection, List<String> fingerprints) {
    return connection
        .preparedQuery(
            """
            update certificate_authority
               set state = 'current', current_at = now(), activates_at = null,
                   retiring_at = null, retires_at = null
             where certificate_sha256 = any ($1) and state in ('prepared', 'retiring')
            """)
        .execute(Tuple.of((Object) fingerprints.toArray(String[]::new)))
        .replaceWithVoid();
  }

  /** Retires issuing CAs whose last certificate is over; the others are looked at again then. */
  public Uni<Void> retireIssuing() {
    return database
        .query(
            """
            update certificate_authority a
               set state = case when l.not_after > now() then 'retiring' else 'retired' end,
                   retires_at = case when l.not_after > now() then l.not_after end,
                   retired_at = case when l.not_after > now() then null else now() end
              from (select o.certificate_sha256,
                           (select max(c.not_after) from issued_certificates c
                             where c.issuer_sha256 = o.certificate_sha256) as not_after
                      from certificate_authority o
                     where o.kind = 'issuing' and o.state = 'retiring' and o.retires_at <= now()) l
             where a.certificate_sha256 = l.certificate_sha256
               and a.state = 'retiring' and a.retires_at <= now()
            """,
            Tuple.tuple())
        .replaceWithVoid();
  }

  /** The root that was replaced and has had its time. */
  public Uni<Optional<Fingerprint>> rootDueToRetire() {
    return database
        .query(
            """
            select certificate_sha256 from certificate_authority
             where kind = 'root' and state = 'retiring' and retires_at <= now()
            """,
            Tuple.tuple())
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(new Fingerprint(row.getString("certificate_sha256")));
              }
              return Optional.empty();
            });
  }

  /** Asks again later whether a root can be retired. */
  public Uni<Void> postpone(Fingerprint root) {
    return database
        .query(
            """
            update certificate_authority set retires_at = now() + interval '1 hour'
             where certificate_sha256 = $1 and state = 'retiring'
            """,
            Tuple.of(root.hex()))
        .replaceWithVoid();
  }

  /**
   * Retires a root that was replaced, with the issuing CAs under it.
   *
   * @return false when it is not retiring, or something under it issues or is to issue
   */
  public Uni<Boolean> retireRoot(Fingerprint root, String actor) {
    return database.inTransaction(
        connection ->
            lock(connection)
                .flatMap(
                    alive ->
                        retireWithAll(connection, root)
                            .call(
                                retired ->
                                    retired
                                        ? record(
                                            connection,
                                            "ca.retire",
                                            AuthorityKind.ROOT,
                                            root.hex(),
                                            current(alive, AuthorityKind.ROOT),
                                            actor)
                                        : Uni.createFrom().voidItem())));
  }

  private static Uni<Boolean> retireWithAll(SqlConnection connection, Fingerprint root) {
    return connection
        .preparedQuery(
            """
            update certificate_authority
               set state = 'retired', retired_at = now(), retires_at = null
             where (certificate_sha256 = $1 or root_sha256 = $1)
               and state = 'retiring'
               and exists (
                 select from certificate_authority r
                  where r.certificate_sha256 = $1 and r.kind = 'root' and r.state = 'retiring')
               and not exists (
                 select from certificate_authority i
                  where i.root_sha256 = $1 and i.state in ('current', 'prepared'))
            """)
        .execute(Tuple.of(root.hex()))
        .map(retired -> retired.rowCount() > 0);
  }

  /**
   * Goes back to what was current before.
   *
   * @return false when it was not as the caller believed
   */
  public Uni<Boolean> rollBack(RollBack rollBack, Duration overlap, String actor) {
    return database.inTransaction(
        connection ->
            lock(connection)
                .flatMap(
                    alive -> {
                      if (!isAsBelieved(alive, rollBack)) {
                        return Uni.createFrom().item(false);
                      }
                      return drop(connection, hex(rollBack.dropped()))
                          .flatMap(dropped -> setAside(connection, hex(rollBack.aside()), overlap))
                          .flatMap(aside -> makeCurrent(connection, hex(rollBack.back())))
                          .flatMap(done -> audit.record(connection, events(alive, rollBack, actor)))
                          .replaceWith(true);
                    }));
  }

  /** Nothing that is prepared is left to become current, perhaps under another root. */
  private static boolean isAsBelieved(RowSet<Row> alive, RollBack rollBack) {
    Map<String, String> states = new HashMap<>();
    alive.forEach(row -> states.put(row.getString("certificate_sha256"), row.getString("state")));
    return hex(rollBack.back()).stream().allMatch(one -> "retiring".equals(states.get(one)))
        && hex(rollBack.aside()).stream().allMatch(one -> "current".equals(states.get(one)))
        && hex(rollBack.dropped()).stream().allMatch(one -> "prepared".equals(states.get(one)))
        && states.entrySet().stream()
            .filter(one -> one.getValue().equals("prepared"))
            .allMatch(one -> rollBack.dropped().contains(new Fingerprint(one.getKey())));
  }

  private static Uni<Void> drop(SqlConnection connection, List<String> fingerprints) {
    return connection
        .preparedQuery(
            """
            update certificate_authority
               set state = 'retired', retired_at = now(), activates_at = null
             where certificate_sha256 = any ($1) and state = 'prepared'
            """)
        .execute(Tuple.of((Object) fingerprints.toArray(String[]::new)))
        .replaceWithVoid();
  }

  private static List<AuditEvent> events(RowSet<Row> alive, RollBack rollBack, String actor) {
    List<AuditEvent> events = new ArrayList<>();
    for (String dropped : hex(rollBack.dropped())) {
      AuthorityKind kind = kind(alive, dropped);
      events.add(event("ca.roll-back", kind, dropped, current(alive, kind), actor));
    }
    for (String back : hex(rollBack.back())) {
      AuthorityKind kind = kind(alive, back);
      events.add(event("ca.roll-back", kind, current(alive, kind), back, actor));
    }
    return events;
  }

  private static AuthorityKind kind(RowSet<Row> alive, String fingerprint) {
    for (Row row : alive) {
      if (row.getString("certificate_sha256").equals(fingerprint)) {
        return AuthorityKind.ofWireName(row.getString("kind"));
      }
    }
    throw new IllegalStateException("an authority is not there any more");
  }

  private static String current(RowSet<Row> alive, AuthorityKind kind) {
    for (Row row : alive) {
      if (row.getString("kind").equals(kind.wireName())
          && row.getString("state").equals("current")) {
        return row.getString("certificate_sha256");
      }
    }
    throw new IllegalStateException("no authority is current");
  }

  private Uni<Void> record(
      SqlConnection connection,
      String action,
      AuthorityKind kind,
      String before,
      String after,
      String actor) {
    return audit.record(connection, event(action, kind, before, after, actor));
  }

  /** Names what was current before, and what is after. */
  private static AuditEvent event(
      String action, AuthorityKind kind, String before, String after, String actor) {
    return AuditEvent.ofAction(
            action, "ca/%s/%s/%s".formatted(kind.wireName(), before, after), actor)
        .with(new AuditChange(Map.of("authority", before), Map.of("authority", after)));
  }

  private static List<String> hex(List<Fingerprint> fingerprints) {
    return fingerprints.stream().map(Fingerprint::hex).toList();
  }
}
