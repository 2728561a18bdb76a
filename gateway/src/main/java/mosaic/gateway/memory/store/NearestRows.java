package mosaic.gateway.memory.store;

import com.pgvector.PGvector;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.database.Database;
import mosaic.gateway.memory.Neighbour;
import mosaic.gateway.memory.Neighbours;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.Selection;
import mosaic.gateway.resource.Selection.Own;

/**
 * The rows nearest to a vector, among those that a selection lets a user see. Never fewer than
 * there are: where the user sees few rows, or the index comes upon too few of them among everybody
 * else's, every one of them is compared.
 */
@ApplicationScoped
public class NearestRows {
  private final Database database;

  NearestRows(Database database) {
    this.database = database;
  }

  /**
   * Searches.
   *
   * @param model what the vector was made with
   * @param limit the most rows, 1…500
   */
  public Uni<Neighbours> find(
      UUID user, Selection selection, String model, float[] vector, int limit) {
    NearestSql sql = new NearestSql(selection.own());
    UUID[] teams = selection.teams().toArray(UUID[]::new);
    Tuple search = Tuple.of(teams, limit + 1, new PGvector(vector).getValue());
    return database
        .asUser(
            user,
            connection ->
                many(connection, sql, teams, limit, model)
                    .flatMap(
                        many ->
                            many
                                ? byIndex(connection, sql, search, limit)
                                : execute(connection, sql.exact(), search)))
        .map(rows -> hits(rows, limit));
  }

  private static Uni<Boolean> many(
      SqlConnection connection, NearestSql sql, UUID[] teams, int limit, String model) {
    return connection
        .preparedQuery(sql.prospect())
        .execute(Tuple.of(teams, limit, model))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              if (!row.getBoolean("current")) {
                throw new ProblemException(
                        ProblemCode.SEARCH_UNAVAILABLE,
                        "Memory is being embedded with another model than this gateway uses.",
                        "Try again later.")
                    .with("retry_after", 30);
              }
              return row.getBoolean("many");
            });
  }

  /** There are more rows than the limit: with fewer hits than that, the index gave up. */
  private static Uni<RowSet<Row>> byIndex(
      SqlConnection connection, NearestSql sql, Tuple search, int limit) {
    return execute(connection, sql.byIndex(), search)
        .flatMap(
            found ->
                found.size() > limit
                    ? Uni.createFrom().item(found)
                    : execute(connection, sql.exact(), search));
  }

  private static Uni<RowSet<Row>> execute(SqlConnection connection, String sql, Tuple parameters) {
    return connection.preparedQuery(sql).execute(parameters);
  }

  private static Neighbours hits(RowSet<Row> rows, int limit) {
    List<Neighbour> hits = new ArrayList<>();
    for (Row row : rows) {
      hits.add(new Neighbour(row.getUUID("memory_id"), 1 - row.getDouble("distance")));
    }
    return new Neighbours(hits.subList(0, Math.min(limit, hits.size())), hits.size() > limit);
  }

  /**
   * The SQL of a search. Parameters: {@code $1} team ids, {@code $2} limit, {@code $3} the model or
   * the vector.
   *
   * <p>The vector is read in a sub-select, so once a statement: read once a row it took 20 times as
   * long as the comparing.
   */
  private record NearestSql(Own own) {
    private static final String MINE = "e.owner_id = (select current_mosaic_user())";
    private static final String DISTANCE = "e.embedding <=> (select $3::text::vector) as distance";

    /**
     * Comparing all rows that the user sees, n of N, costs about n; walking the index until it came
     * upon the limit of them about 5 × limit × N / n. So the index is for more rows than √(5 ×
     * limit × N), and never for fewer than 1,000. The settings hold until the end of the
     * transaction; a plan with a sort would be one without the index.
     */
    String prospect() {
      return """
          with bound as materialized (
            select greatest(1000, sqrt(5.0 * $2::int * greatest(reltuples, 0)))::bigint as most
              from pg_class where oid = 'memory_embeddings'::regclass)
          select exists (select from memory_embedding_model where name = $3) as current,
                 (select count(*) from (select from (%s) v limit (select most + 1 from bound)) c)
                   > (select most from bound) as many,
                 set_config('hnsw.iterative_scan', 'relaxed_order', true),
                 set_config('hnsw.ef_search', '100', true),
                 set_config('enable_sort', 'off', true)
          """
          .formatted(visible("e.memory_id"));
    }

    String byIndex() {
      String ownRows =
          switch (own) {
            case NONE -> "";
            case PERSONAL -> MINE + " and e.team_id is null or ";
            case ALL -> MINE + " or ";
          };
      return """
          select * from (
            select e.memory_id, %s from memory_embeddings e
             where %s e.team_id = any ($1::uuid[])
             order by e.embedding <=> (select $3::text::vector) limit $2) n
           order by distance, memory_id
          """
          .formatted(DISTANCE, ownRows);
    }

    String exact() {
      return """
          with visible as materialized (%s)
          select * from visible order by distance, memory_id limit $2
          """
          .formatted(visible("e.memory_id, " + DISTANCE));
    }

    /** Index-first, a branch each, as in lists. */
    private String visible(String columns) {
      String teams =
          "select r.* from unnest($1::uuid[]) as team(id) cross join lateral (select "
              + columns
              + " from memory_embeddings e where e.team_id = team.id"
              + (own == Own.ALL ? " and e.owner_id <> (select current_mosaic_user())" : "")
              + ") r";
      return own == Own.NONE
          ? teams
          : "(select "
              + columns
              + " from memory_embeddings e where "
              + MINE
              + (own == Own.PERSONAL ? " and e.team_id is null" : "")
              + ") union all "
              + teams;
    }
  }
}
