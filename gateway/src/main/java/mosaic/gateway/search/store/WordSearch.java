package mosaic.gateway.search.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.Reader;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.SearchConfig;
import mosaic.gateway.limit.InFlight;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.Selection;
import mosaic.gateway.resource.store.ItemRows;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.search.Hit;
import mosaic.gateway.search.Hits;
import mosaic.gateway.search.SearchText;
import mosaic.gateway.search.Snippet;
import mosaic.gateway.search.Term;

/** Finds rows by their words, in one statement. */
@ApplicationScoped
public class WordSearch {
  /** A search may take long: two at a time are enough for one reader. */
  private static final int MOST_OF_ONE = 2;

  private final Database database;
  private final ItemRows itemRows;
  private final String language;
  private final InFlight searches;

  WordSearch(
      Database database, ItemRows itemRows, SearchConfig config, DatabaseConfig databaseConfig) {
    this.database = database;
    this.itemRows = itemRows;
    this.language = config.language();
    // All together leave half of the connections to everything else (T-43).
    this.searches = new InFlight(Math.max(1, databaseConfig.poolSize() / 2), MOST_OF_ONE);
  }

  /**
   * The best of the selected rows. An empty selection is searched as well, so that it takes as long
   * as one without a hit; a type without a selection is never touched.
   *
   * @param selections at most one a type
   * @param limit the most rows, 1…500
   */
  public Uni<Hits> find(Reader reader, List<Selection> selections, SearchText text, int limit) {
    if (selections.isEmpty()) {
      return Uni.createFrom().item(Hits.NONE);
    }
    List<Term> terms = text.terms();
    Tuple parameters = Tuple.tuple();
    parameters.addString(language);
    parameters.addArrayOfString(terms.stream().map(Term::text).toArray(String[]::new));
    parameters.addArrayOfInteger(terms.stream().map(Term::group).toArray(Integer[]::new));
    parameters.addArrayOfBoolean(terms.stream().map(Term::prefix).toArray(Boolean[]::new));
    parameters.addArrayOfBoolean(terms.stream().map(Term::negated).toArray(Boolean[]::new));
    parameters.addInteger(limit + 1);
    for (Selection selection : selections) {
      parameters.addArrayOfUUID(selection.teams().toArray(UUID[]::new));
    }
    UUID one = one(reader);
    if (!searches.begin(one)) {
      return Uni.createFrom().failure(tooMany());
    }
    return database
        .readByIndex(reader, SearchSql.of(selections), parameters)
        .onTermination()
        .invoke(() -> searches.end(one))
        .map(this::hits);
  }

  private static UUID one(Reader reader) {
    return switch (reader) {
      case Reader.User(UUID user) -> user;
      case Reader.Grant grant -> grant.grant();
    };
  }

  private static ProblemException tooMany() {
    return new ProblemException(
            ProblemCode.OVERLOADED,
            "Too many searches at the same time.",
            "Wait for the answer to one before you ask for another.")
        .with("retry_after", 1);
  }

  private Hits hits(RowSet<Row> rows) {
    List<Hit> hits = new ArrayList<>();
    long found = 0;
    for (Row row : rows) {
      found = row.getLong("found");
      Item item = itemRows.item(type(row), row);
      hits.add(new Hit(item, row.getDouble("score"), snippet(row, item)));
    }
    return new Hits(hits, found > hits.size());
  }

  private static ResourceType type(Row row) {
    return ResourceType.fromWireName(row.getString("resource")).orElseThrow();
  }

  /** Of the body, else of the title, where it was found; else the beginning of either. */
  private static Snippet snippet(Row row, Item item) {
    Snippet body = snippet(row, "body_snippet");
    Snippet title = snippet(row, "title_snippet");
    if (body.hasMatch()) {
      return body;
    }
    return title.hasMatch() ? title : Snippet.beginningOf(item);
  }

  private static Snippet snippet(Row row, String column) {
    return Snippet.ofMarked(row.getString(column), SearchSql.BEGIN_MATCH, SearchSql.END_MATCH);
  }
}
