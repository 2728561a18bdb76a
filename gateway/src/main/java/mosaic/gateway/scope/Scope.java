package mosaic.gateway.scope;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a grant may read, as an admin wrote it down (REQUIREMENTS 5). {@link AccessRule} says what
 * it means.
 *
 * <p>Immutable. Its sets and maps iterate in one order, that of {@link ResourcePath#compareTo} and
 * of team ids as text, so that equal scopes make equal documents.
 *
 * @param resources what may be asked for; nothing else may, so an empty set grants nothing
 * @param filters which rows of a type in {@code resources} are visible; see {@link #filter}
 * @param excluded what may not be asked for even if it is in {@code resources}
 * @param maxRowsPerQuery the most rows in one answer, 1…500; the rest comes by pagination
 */
public record Scope(
    Set<ResourcePath> resources,
    Map<ResourceType, Filter> filters,
    Set<ResourcePath> excluded,
    int maxRowsPerQuery) {

  /** The upper bound of {@code maxRowsPerQuery}, and its value when the document has none. */
  public static final int MOST_ROWS_PER_QUERY = 500;

  /** The scope that grants nothing. */
  public static final Scope NOTHING = new Scope(Set.of(), Map.of(), Set.of(), MOST_ROWS_PER_QUERY);

  public Scope {
    resources = sorted(resources, Comparator.naturalOrder());
    excluded = sorted(excluded, Comparator.naturalOrder());
    Map<ResourceType, Filter> copy = new EnumMap<>(ResourceType.class);
    copy.putAll(filters);
    filters = Collections.unmodifiableMap(copy);
    for (ResourceType type : filters.keySet()) {
      if (!resources.contains(ResourcePath.all(type))) {
        throw new IllegalArgumentException("filter for a resource that is not named: " + type);
      }
    }
    if (maxRowsPerQuery < 1 || maxRowsPerQuery > MOST_ROWS_PER_QUERY) {
      throw new IllegalArgumentException("maxRowsPerQuery out of range: " + maxRowsPerQuery);
    }
  }

  /**
   * Which rows of one type are visible.
   *
   * @param includeTeams the teams whose rows are visible, beside those whose paths are in {@code
   *     resources}; none when the document leaves it out
   * @param includePersonal whether the subject's rows that belong to no team are visible; false
   *     when the document has a filter that leaves it out, for a filter can only narrow
   */
  public record Filter(Set<UUID> includeTeams, boolean includePersonal) {

    /** What holds for a resource without a filter. */
    public static final Filter PERSONAL_ONLY = new Filter(Set.of(), true);

    public Filter {
      includeTeams = sorted(includeTeams, Comparator.comparing(UUID::toString));
    }
  }

  /**
   * Reads a decoded JSON document: maps, lists, strings, numbers, booleans and nulls. The decoder
   * has to refuse repeated keys, which a map no longer shows.
   *
   * @throws ScopeRefused if anything in it is unknown, missing, repeated or of the wrong type; the
   *     same things as the published JSON Schema {@code schema/scope.schema.json} refuses, and
   *     integers written as fractions (500.0)
   */
  public static Scope parse(Map<String, ? extends @Nullable Object> document) {
    return ScopeGrammar.read(document);
  }

  /** The canonical document, with every key spelled out. {@link #parse} makes an equal scope. */
  public Map<String, Object> toDocument() {
    Map<String, Object> filterDocuments = new LinkedHashMap<>();
    filters.forEach(
        (type, filter) -> {
          Map<String, Object> filterDocument = new LinkedHashMap<>();
          filterDocument.put(ScopeGrammar.INCLUDE_TEAMS, texts(filter.includeTeams));
          filterDocument.put(ScopeGrammar.INCLUDE_PERSONAL, filter.includePersonal);
          filterDocuments.put(type.wireName(), filterDocument);
        });
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(ScopeGrammar.RESOURCES, texts(resources));
    document.put(ScopeGrammar.FILTERS, filterDocuments);
    document.put(ScopeGrammar.EXCLUDED_RESOURCES, texts(excluded));
    document.put(ScopeGrammar.MAX_ROWS_PER_QUERY, maxRowsPerQuery);
    return document;
  }

  /** The filter that holds for a type: its own, or {@link Filter#PERSONAL_ONLY}. */
  public Filter filter(ResourceType type) {
    return filters.getOrDefault(type, Filter.PERSONAL_ONLY);
  }

  /**
   * Whether this scope grants credentials or API keys, of a team or in general, and so needs an
   * explicit flag. What is excluded as well counts all the same, for an exclusion is easily
   * edited away; what is only excluded does not.
   */
  public boolean namesSensitive() {
    return resources.stream().anyMatch(path -> path.type().sensitive());
  }

  /**
   * Whether this scope grants credentials or API keys that another one does not: a resource, a
   * team, personal rows, or what the other one excludes. Only that needs a new approval; to
   * narrow does not.
   */
  public boolean widensSensitive(Scope from) {
    return Arrays.stream(ResourceType.values())
        .filter(ResourceType::sensitive)
        .anyMatch(type -> widens(type, from));
  }

  private boolean widens(ResourceType type, Scope from) {
    Set<ResourcePath> ours = of(type, resources);
    if (ours.isEmpty()) {
      return false;
    }
    if (!from.resources.containsAll(ours) || !excluded.containsAll(of(type, from.excluded))) {
      return true;
    }
    Filter now = filter(type);
    Filter before = from.filter(type);
    return ours.contains(ResourcePath.all(type))
        && (!before.includeTeams().containsAll(now.includeTeams())
            || (now.includePersonal() && !before.includePersonal()));
  }

  private static Set<ResourcePath> of(ResourceType type, Set<ResourcePath> paths) {
    return paths.stream()
        .filter(path -> path.type() == type)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static List<String> texts(Collection<?> values) {
    return values.stream().map(Object::toString).toList();
  }

  private static <T> Set<T> sorted(Set<T> values, Comparator<? super T> order) {
    Set<T> sorted = new LinkedHashSet<>();
    values.stream().sorted(order).forEach(sorted::add);
    return Collections.unmodifiableSet(sorted);
  }
}
