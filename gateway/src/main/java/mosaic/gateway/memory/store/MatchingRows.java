package mosaic.gateway.memory.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.Reader;
import mosaic.gateway.memory.Hit;
import mosaic.gateway.memory.Hits;
import mosaic.gateway.resource.Selection;
import mosaic.gateway.resource.Selection.Own;

/** The rows with the words of a text, for the tiers without vectors (PRODUCT, "Instance tiers"). */
@ApplicationScoped
public class MatchingRows {
  /** Of a longer text only the beginning is looked through: a text search vector has a limit. */
  private static final String WORDS =
      "to_tsvector('simple', m.title || ' ' || left(m.body, 100000))";

  private final Database database;

  MatchingRows(Database database) {
    this.database = database;
  }

  /**
   * Searches.
   *
   * @param text words that must all occur; quotes, {@code or} and {@code -} as in web searches
   * @param limit the most rows, 1…500
   */
  public Uni<Hits> find(UUID user, Selection selection, String text, int limit) {
    UUID[] teams = selection.teams().toArray(UUID[]::new);
    return database
        .read(new Reader.User(user), sql(selection.own()), Tuple.of(teams, limit + 1, text))
        .map(
            rows -> {
              List<Hit> hits = new ArrayList<>();
              for (Row row : rows) {
                hits.add(new Hit(row.getUUID("id"), row.getDouble("score")));
              }
              return new Hits(hits.subList(0, Math.min(limit, hits.size())), hits.size() > limit);
            });
  }

  private static String sql(Own own) {
    String mine = "m.owner_id = (select current_mosaic_user())";
    String visible =
        switch (own) {
          case NONE -> "false";
          case PERSONAL -> mine + " and m.team_id is null";
          case ALL -> mine;
        };
    return """
        select m.id, ts_rank_cd(%s, q, 32)::float8 as score
          from memory m, websearch_to_tsquery('simple', $3) q
         where (%s or m.team_id = any ($1::uuid[])) and %s @@ q
         order by score desc, m.id limit $2
        """
        .formatted(WORDS, visible, WORDS);
  }
}
