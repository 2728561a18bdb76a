package mosaic.gateway.database;

import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.limit.InFlight;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * The one way to PostgreSQL. Rows under row-level security are reached only by acting as somebody:
 * {@link #read}, {@link #asUser}. The setting that says who is local to the transaction, so a
 * pooled connection carries nobody over (T-32).
 */
@ApplicationScoped
public class Database {
  /**
   * How a read begins. PostgreSQL cannot tell how many rows row-level security will let through,
   * and where it expects few, it would rather read all that there are and sort them than walk an
   * index that has them in order.
   */
  public static final String BEGIN_READ = "begin read only; set local enable_sort = off";

  /** SQLSTATE of {@code enter_grant} when a grant's standing is not what it was (V2). */
  private static final String STANDING_CHANGED = "MF001";

  /** SQLSTATE of a statement cancelled for its time, and of a server without a free connection. */
  private static final Set<String> OVERLOADED = Set.of("57014", "53300");

  /** Of a read that may go through all rows that its reader sees. */
  private static final String AT_MOST_2_SECONDS = "; set local statement_timeout = 2000";

  /** Of one reader, at the same time. */
  private static final int MOST_LONG_OF_ONE = 2;

  private final Pool pool;
  private final InFlight longReads;

  Database(Pool pool, DatabaseConfig config) {
    this.pool = pool;
    // All together leave half of the connections to everything else (T-43).
    this.longReads = new InFlight(Math.max(1, config.poolSize() / 2), MOST_LONG_OF_ONE);
  }

  /** Runs one statement on tables without row-level security. */
  public Uni<RowSet<Row>> query(String sql, Tuple parameters) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .onFailure(Database::isOverload)
        .transform(ProblemException::overloaded);
  }

  /** Runs several statements in one transaction, acting as nobody. */
  public <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
    return pool.withTransaction(work)
        .onFailure(Database::isOverload)
        .transform(ProblemException::overloaded);
  }

  /** Runs several statements in one transaction, acting as a local user. */
  public <T> Uni<T> asUser(UUID user, Function<SqlConnection, Uni<T>> work) {
    return inTransaction(
        connection ->
            connection
                .preparedQuery("select enter_user($1)")
                .execute(Tuple.of(user))
                .flatMap(entered -> work.apply(connection)));
  }

  /**
   * Reads with one statement acting as a reader, in one round trip. For a grant, the same round
   * trip checks the standing of grant and certificate: it fails with {@link
   * StandingChanged}, and reads no row, when they are no longer what the reader says.
   */
  public Uni<RowSet<Row>> read(Reader reader, String sql, Tuple parameters) {
    return read(reader, BEGIN_READ, sql, parameters);
  }

  private Uni<RowSet<Row>> read(Reader reader, String begin, String sql, Tuple parameters) {
    return switch (reader) {
      case Reader.User(UUID user) ->
          readAfter(begin, "select enter_user($1)", Tuple.of(user), sql, parameters);
      case Reader.Grant(UUID grant, String certificateSha256, int scopeRevision) ->
          readAfter(
                  begin,
                  "select enter_grant($1, $2, $3)",
                  Tuple.of(grant, certificateSha256, scopeRevision),
                  sql,
                  parameters)
              .onFailure(Database::isStandingChanged)
              .transform(StandingChanged::new);
    };
  }

  /**
   * As {@link #read}, for a statement that may go through all rows that its reader sees before it
   * has enough. It may take 2 s, so long an asking gateway waits; a reader may have two of these at
   * the same time, and all together half of the connections. What is more fails as overloaded.
   */
  public Uni<RowSet<Row>> readAtLength(Reader reader, String sql, Tuple parameters) {
    return inPlace(reader, BEGIN_READ + AT_MOST_2_SECONDS, sql, parameters);
  }

  /**
   * As {@link #readAtLength}, for a statement without a limit that PostgreSQL could keep to by an
   * index: where its estimate of the reader's rows is high, it would go through everybody's
   * instead, and its time would tell how many those are.
   */
  public Uni<RowSet<Row>> readByIndex(Reader reader, String sql, Tuple parameters) {
    return inPlace(
        reader,
        "begin read only; set local enable_seqscan = off" + AT_MOST_2_SECONDS,
        sql,
        parameters);
  }

  private Uni<RowSet<Row>> inPlace(Reader reader, String begin, String sql, Tuple parameters) {
    UUID one =
        switch (reader) {
          case Reader.User(UUID user) -> user;
          case Reader.Grant grant -> grant.grant();
        };
    return Uni.createFrom()
        .deferred(
            () ->
                longReads.begin(one)
                    ? read(reader, begin, sql, parameters)
                        .onTermination()
                        .invoke(() -> longReads.end(one))
                    : Uni.createFrom().failure(tooManyAtLength()));
  }

  private static ProblemException tooManyAtLength() {
    return new ProblemException(
            ProblemCode.OVERLOADED,
            "Too many searches at the same time.",
            "Wait for the answer to one before you ask for another.")
        .with("retry_after", 1);
  }

  /** All four statements are sent before the first answers: an entry that fails aborts the read. */
  private Uni<RowSet<Row>> readAfter(
      String begin, String entry, Tuple who, String sql, Tuple parameters) {
    return pool.withConnection(
            connection ->
                Uni.combine()
                    .all()
                    .unis(
                        List.of(
                            connection.query(begin).execute(),
                            connection.preparedQuery(entry).execute(who),
                            connection.preparedQuery(sql).execute(parameters),
                            connection.query("commit").execute()))
                    // Waits for all four, so that the connection goes back to the pool idle.
                    .collectFailures()
                    .with(Database::thirdAnswer))
        .onFailure(Database::isOverload)
        .transform(ProblemException::overloaded);
  }

  @SuppressWarnings("unchecked")
  private static RowSet<Row> thirdAnswer(List<?> answers) {
    return (RowSet<Row>) answers.get(2);
  }

  private static boolean isStandingChanged(Throwable failure) {
    if (failure instanceof PgException postgres) {
      return STANDING_CHANGED.equals(postgres.getSqlState());
    }
    return failure instanceof CompositeException several
        && several.getCauses().stream().anyMatch(Database::isStandingChanged);
  }

  /** No connection to be had in time, or a statement that took longer than it may. */
  private static boolean isOverload(Throwable failure) {
    return switch (failure) {
      case ConnectionPoolTooBusyException busy -> true;
      case TimeoutException late -> true;
      case PgException postgres -> OVERLOADED.contains(String.valueOf(postgres.getSqlState()));
      case CompositeException several ->
          several.getCauses().stream().anyMatch(Database::isOverload);
      default -> false;
    };
  }

  /** The grant, its certificate or its scope is not what the caller believed it to be. */
  public static final class StandingChanged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StandingChanged(Throwable cause) {
      super(cause);
    }

    /** Found out by the caller's own statement. */
    public StandingChanged() {}
  }
}
