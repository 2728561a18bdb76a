package mosaic.gateway.revocation.store;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.PreparedStatement;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import mosaic.ca.Fingerprint;
import mosaic.ca.RevocationList;
import mosaic.ca.RevocationListDraft;
import mosaic.ca.RevocationListProfile;
import mosaic.ca.RevocationReason;
import mosaic.ca.RevokedCertificate;
import mosaic.ca.SerialNumber;
import mosaic.gateway.database.Database;
import mosaic.gateway.revocation.PublishedList;
import org.jspecify.annotations.Nullable;

/**
 * The revocation lists in PostgreSQL: one for each issuing CA, the same for every replica.
 *
 * <p>A list comes about as a certificate does: its number is taken and its content read in one
 * transaction ({@link #draft}), it is signed outside of any, and stored in another ({@link
 * #publish}) unless a later one was stored meanwhile. Numbers are taken under the lock of the
 * issuer's row, so a higher number has everything that a lower one has.
 */
@ApplicationScoped
public class RevocationListStore {
  /** A list of a million takes longer than other statements may. */
  private static final String PATIENCE = "set local statement_timeout = '120s'";

  private static final int FETCHED_AT_ONCE = 2_000;

  private final Database database;

  RevocationListStore(Database database) {
    this.database = database;
  }

  /**
   * A list to be signed.
   *
   * @param list number, dates and entries
   * @param scheduled whether one was due even if nothing had been revoked
   */
  public record Draft(RevocationListDraft list, boolean scheduled) {}

  /**
   * How often lists are made.
   *
   * @param interval how long after one that was due the next one is
   * @param validity how long each may be used
   */
  public record Terms(Duration interval, Duration validity) {}

  /**
   * Begins a new list if there has to be one: because it is due, because something was revoked that
   * is on none, or because the last one that was begun was never published.
   *
   * <p>What time it is says the database, to all replicas alike: by the clock of one that is fast,
   * a list would be from the future, no other due until then, and missing what expires until then.
   */
  public Uni<Optional<Draft>> draft(Fingerprint issuer, Terms terms) {
    return database.inTransaction(
        connection ->
            connection
                .query(PATIENCE)
                .execute()
                .flatMap(set -> lock(connection, issuer))
                .flatMap(
                    state ->
                        isUnlisted(connection, issuer)
                            .flatMap(
                                unlisted ->
                                    state.isDue(terms) || unlisted || state.isUnpublished()
                                        ? begin(connection, issuer, state, terms).map(Optional::of)
                                        : Uni.createFrom().item(Optional.empty()))));
  }

  /**
   * What is known of an issuer's lists while its row is locked.
   *
   * @param now what time it was when the lock was had, by the database's clock
   */
  private record State(
      long lastNumber,
      OptionalLong number,
      OptionalLong scheduledNumber,
      @Nullable Instant scheduledAt,
      Instant now) {
    /** Also after one from the future, which only a clock that was wrong can have made. */
    boolean isDue(Terms terms) {
      return scheduledAt == null
          || scheduledAt.isAfter(now)
          || !now.isBefore(scheduledAt.plus(terms.interval()));
    }

    /**
     * What had expired by then may leave the list, if it was on one that was due; null: nothing.
     */
    @Nullable Instant expiredUntil() {
      return scheduledAt != null && scheduledAt.isAfter(now) ? now : scheduledAt;
    }

    boolean isUnpublished() {
      return number.isEmpty() || number.getAsLong() < lastNumber;
    }
  }

  private static Uni<State> lock(SqlConnection connection, Fingerprint issuer) {
    Tuple key = Tuple.of(issuer.hex());
    return connection
        .preparedQuery(
            "insert into revocation_lists (issuer_sha256) values ($1) on conflict do nothing")
        .execute(key)
        .flatMap(
            inserted ->
                connection
                    // The time outside of the locking select: taken when the lock was had.
                    .preparedQuery(
                        "select held.*, clock_timestamp() as now"
                            + " from (select last_number, number, scheduled_number, scheduled_at"
                            + " from revocation_lists where issuer_sha256 = $1 for update) as held")
                    .execute(key))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new State(
                  row.getLong(0),
                  number(row.getLong(1)),
                  number(row.getLong(2)),
                  instant(row, "scheduled_at"),
                  row.get(OffsetDateTime.class, "now").toInstant());
            });
  }

  /** A statement of its own, so that it sees what was committed before the lock was had. */
  private static Uni<Boolean> isUnlisted(SqlConnection connection, Fingerprint issuer) {
    return connection
        .preparedQuery(
            "select exists (select from issued_certificates"
                + " where issuer_sha256 = $1 and revoked_at is not null and listed_number is null)")
        .execute(Tuple.of(issuer.hex()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  private static Uni<Draft> begin(
      SqlConnection connection, Fingerprint issuer, State state, Terms terms) {
    // Also after an older backup was restored, a list has a higher number than any before (T-22).
    long number = Math.max(state.lastNumber() + 1, state.now().getEpochSecond());
    RevocationListDraft list =
        new RevocationListDraft(
            RevocationListProfile.from(
                number, state.now(), terms.validity().truncatedTo(ChronoUnit.SECONDS)));
    return connection
        .preparedQuery("update revocation_lists set last_number = $2 where issuer_sha256 = $1")
        .execute(Tuple.of(issuer.hex(), number))
        .flatMap(
            taken ->
                connection
                    .preparedQuery(
                        "update issued_certificates set listed_number = $2 where issuer_sha256 = $1"
                            + " and revoked_at is not null and listed_number is null")
                    .execute(Tuple.of(issuer.hex(), number)))
        .flatMap(listed -> fill(connection, issuer, state, list))
        .replaceWith(new Draft(list, state.isDue(terms)));
  }

  /**
   * What is on the list: everything revoked, until it stood on one that was due after it had
   * expired (RFC 5280, 3.3). Only what has a number of a list by now: what is revoked while this
   * runs is for the next one.
   */
  private static Uni<Void> fill(
      SqlConnection connection, Fingerprint issuer, State state, RevocationListDraft list) {
    String entries =
        """
        select serial, revoked_at, revocation_reason
          from issued_certificates
         where issuer_sha256 = $1 and revoked_at is not null and listed_number is not null
           and ($2::timestamptz is null or not_after >= $2 or listed_number > $3)
         order by length(serial), serial collate "C"
        """;
    Instant expired = state.expiredUntil();
    Tuple parameters =
        Tuple.of(
            issuer.hex(), expired == null ? null : utc(expired), state.scheduledNumber().orElse(0));
    return connection
        .prepare(entries)
        .flatMap(
            statement ->
                rows(statement, parameters)
                    .onItem()
                    .invoke(row -> list.add(revoked(row)))
                    .collect()
                    .last()
                    .replaceWithVoid()
                    .eventually(statement::close));
  }

  /** By a cursor: the rows are never all there at the same time. */
  private static Multi<Row> rows(PreparedStatement statement, Tuple parameters) {
    return statement.createStream(FETCHED_AT_ONCE, parameters).toMulti();
  }

  private static RevokedCertificate revoked(Row row) {
    return new RevokedCertificate(
        SerialNumber.parse(row.getString(0)),
        row.get(OffsetDateTime.class, 1).toInstant(),
        reason(row.getShort(2)));
  }

  /** What is stored is a reason or nothing. */
  static RevocationReason reason(@Nullable Short code) {
    return code == null
        ? RevocationReason.UNSPECIFIED
        : RevocationReason.of(code).orElse(RevocationReason.UNSPECIFIED);
  }

  /** Stores a signed list, unless a later one is there: then that one has all that this has. */
  public Uni<Void> publish(Fingerprint issuer, RevocationList signed, boolean scheduled) {
    return database.inTransaction(
        connection ->
            connection
                .query(PATIENCE)
                .execute()
                .flatMap(
                    set ->
                        connection
                            .preparedQuery(
                                """
                                update revocation_lists
                                   set number = $2, this_update = $3, next_update = $4,
                                       entries = $5, list = $6,
                                       scheduled_number = case when $7 then $2 else scheduled_number end,
                                       scheduled_at = case when $7 then $3 else scheduled_at end
                                 where issuer_sha256 = $1 and (number is null or number < $2)
                                """)
                            .execute(
                                Tuple.from(
                                    new Object[] {
                                      issuer.hex(),
                                      signed.number().longValueExact(),
                                      utc(signed.thisUpdate()),
                                      utc(signed.nextUpdate()),
                                      signed.size(),
                                      Buffer.buffer(signed.der()),
                                      scheduled
                                    })))
                .replaceWithVoid());
  }

  /** The number of the list that is published. */
  public Uni<OptionalLong> number(Fingerprint issuer) {
    return database
        .query(
            "select number from revocation_lists where issuer_sha256 = $1 and number is not null",
            Tuple.of(issuer.hex()))
        .map(
            rows -> {
              for (Row row : rows) {
                return OptionalLong.of(row.getLong(0));
              }
              return OptionalLong.empty();
            });
  }

  /** The list that is published. */
  public Uni<Optional<PublishedList>> list(Fingerprint issuer) {
    return database
        .query(
            "select number, this_update, next_update, list from revocation_lists"
                + " where issuer_sha256 = $1 and number is not null",
            Tuple.of(issuer.hex()))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(
                    new PublishedList(
                        row.getLong(0),
                        row.get(OffsetDateTime.class, 1).toInstant(),
                        row.get(OffsetDateTime.class, 2).toInstant(),
                        row.getBuffer(3).getDelegate()));
              }
              return Optional.empty();
            });
  }

  private static OptionalLong number(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.get(OffsetDateTime.class, column);
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
