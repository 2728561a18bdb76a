package mosaic.gateway.query.web;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.query.Sources;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.search.SearchText;

/** Query parameters, each known and given at most once. */
final class QueryParameters {
  static final String SOURCE = "source";
  static final String LIMIT = "limit";
  static final String CURSOR = "cursor";
  static final String TEXT = "q";

  private static final int DEFAULT_LIMIT = 50;
  private static final int MOST_LIMIT = 500;
  private static final int DEFAULT_SEARCH_LIMIT = 20;
  private static final int MOST_SEARCH_LIMIT = 100;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");

  private final Map<String, List<String>> values;

  private QueryParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Takes the parameters of a request.
   *
   * @throws ProblemException when one is unknown or given twice
   */
  static QueryParameters of(MultivaluedMap<String, String> given, Set<String> known) {
    for (Map.Entry<String, List<String>> parameter : given.entrySet()) {
      if (!known.contains(parameter.getKey())) {
        throw ProblemException.invalid(
            "There is a query parameter that this call does not have.",
            "Known are " + String.join(", ", new TreeSet<>(known)) + ".");
      }
      if (parameter.getValue().size() != 1) {
        throw ProblemException.invalid(
            "Query parameter " + parameter.getKey() + " is given twice.", "Give it once.");
      }
    }
    return new QueryParameters(given);
  }

  Sources sources() {
    return Sources.fromParameter(value(SOURCE))
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "source is not one that there can be.",
                    "Use local, federated:<peer host> or all."));
  }

  int limit() {
    return limit(DEFAULT_LIMIT, MOST_LIMIT);
  }

  int searchLimit() {
    return limit(DEFAULT_SEARCH_LIMIT, MOST_SEARCH_LIMIT);
  }

  private int limit(int otherwise, int most) {
    Optional<String> text = value(LIMIT);
    if (text.isEmpty()) {
      return otherwise;
    }
    int limit = NUMBER.matcher(text.get()).matches() ? Integer.parseInt(text.get()) : 0;
    if (limit < 1 || limit > most) {
      throw ProblemException.invalid(
          "limit is not a number from 1 to %d.".formatted(most),
          "Leave it out for %d.".formatted(otherwise));
    }
    return limit;
  }

  /** What to search for. */
  SearchText text() {
    return SearchText.of(Field.of(TEXT), value(TEXT).orElse(""));
  }

  /** What the list is of, but for its page. */
  ListQuery query(ResourcePath path) {
    Map<String, String> given = new HashMap<>();
    ListQuery.PARAMETERS.forEach(name -> value(name).ifPresent(value -> given.put(name, value)));
    return ListQuery.read(path, given);
  }

  Optional<String> cursor() {
    return value(CURSOR);
  }

  private Optional<String> value(String name) {
    List<String> given = values.get(name);
    return given == null ? Optional.empty() : Optional.of(given.getFirst());
  }
}
