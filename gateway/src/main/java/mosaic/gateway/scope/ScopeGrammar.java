package mosaic.gateway.scope;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of the scope document: what is not known is refused, with its place (M2-07, T-34).
 */
final class ScopeGrammar {

  static final String RESOURCES = "resources";
  static final String FILTERS = "filters";
  static final String EXCLUDED_RESOURCES = "excluded_resources";
  static final String MAX_ROWS_PER_QUERY = "max_rows_per_query";
  static final String INCLUDE_TEAMS = "include_teams";
  static final String INCLUDE_PERSONAL = "include_personal";

  private static final List<String> KEYS =
      List.of(RESOURCES, FILTERS, EXCLUDED_RESOURCES, MAX_ROWS_PER_QUERY);
  private static final List<String> FILTER_KEYS = List.of(INCLUDE_TEAMS, INCLUDE_PERSONAL);
  private static final String TYPES =
      Arrays.stream(ResourceType.values())
          .map(ResourceType::wireName)
          .collect(Collectors.joining(", "));
  private static final BigInteger MOST_ROWS = BigInteger.valueOf(Scope.MOST_ROWS_PER_QUERY);

  private static final int MOST_CHARACTERS_QUOTED = 64;
  private static final Pattern PLAIN_MEMBER = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private ScopeGrammar() {}

  static Scope read(Map<String, ? extends @Nullable Object> document) {
    String root = "$";
    onlyKnownKeys(document, KEYS, root);
    if (!document.containsKey(RESOURCES)) {
      throw new ScopeRefused(
          member(root, RESOURCES),
          "missing; expected a list of resources, which may be empty; known are " + paths());
    }
    Set<ResourcePath> resources =
        set(document.get(RESOURCES), member(root, RESOURCES), ScopeGrammar::resourcePath);
    Map<ResourceType, Scope.Filter> filters =
        document.containsKey(FILTERS)
            ? filters(document.get(FILTERS), member(root, FILTERS), resources)
            : Map.of();
    Set<ResourcePath> excluded =
        document.containsKey(EXCLUDED_RESOURCES)
            ? set(
                document.get(EXCLUDED_RESOURCES),
                member(root, EXCLUDED_RESOURCES),
                ScopeGrammar::resourcePath)
            : Set.of();
    int maxRows =
        document.containsKey(MAX_ROWS_PER_QUERY)
            ? maxRows(document.get(MAX_ROWS_PER_QUERY), member(root, MAX_ROWS_PER_QUERY))
            : Scope.MOST_ROWS_PER_QUERY;
    return new Scope(resources, filters, excluded, maxRows);
  }

  private static Map<ResourceType, Scope.Filter> filters(
      @Nullable Object value, String path, Set<ResourcePath> resources) {
    Map<ResourceType, Scope.Filter> filters = new EnumMap<>(ResourceType.class);
    object(value, path)
        .forEach(
            (key, filter) -> {
              String filterPath = member(path, key);
              ResourceType type =
                  ResourceType.fromWireName(key instanceof String name ? name : "")
                      .orElseThrow(
                          () ->
                              new ScopeRefused(
                                  filterPath,
                                  "unknown resource type " + key(key) + "; known are " + TYPES));
              if (!resources.contains(ResourcePath.all(type))) {
                throw new ScopeRefused(
                    filterPath,
                    "a filter for "
                        + key(key)
                        + ", which is not in $.resources; name it there or leave out the filter");
              }
              filters.put(type, filter(filter, filterPath));
            });
    return filters;
  }

  private static Scope.Filter filter(@Nullable Object value, String path) {
    Map<?, ?> filter = object(value, path);
    onlyKnownKeys(filter, FILTER_KEYS, path);
    Set<UUID> includeTeams =
        filter.containsKey(INCLUDE_TEAMS)
            ? set(filter.get(INCLUDE_TEAMS), member(path, INCLUDE_TEAMS), ScopeGrammar::team)
            : Set.of();
    boolean includePersonal =
        filter.containsKey(INCLUDE_PERSONAL)
            && bool(filter.get(INCLUDE_PERSONAL), member(path, INCLUDE_PERSONAL));
    return new Scope.Filter(includeTeams, includePersonal);
  }

  private static ResourcePath resourcePath(String text, String path) {
    return ResourcePath.parse(text)
        .orElseThrow(
            () ->
                new ScopeRefused(
                    path, "unknown resource type " + quoted(text) + "; known are " + paths()));
  }

  private static UUID team(String text, String path) {
    return ResourcePath.parseTeam(text)
        .orElseThrow(
            () ->
                new ScopeRefused(
                    path,
                    "not a team id: "
                        + quoted(text)
                        + "; expected a UUID in lower case with its hyphens"));
  }

  private static int maxRows(@Nullable Object value, String path) {
    BigInteger rows =
        switch (value) {
          case BigInteger whole -> whole;
          case Integer whole -> BigInteger.valueOf(whole);
          case Long whole -> BigInteger.valueOf(whole);
          case null, default -> BigInteger.ZERO;
        };
    if (rows.signum() <= 0 || rows.compareTo(MOST_ROWS) > 0) {
      throw new ScopeRefused(
          path, "expected a whole number from 1 to " + MOST_ROWS + ", found " + described(value));
    }
    return rows.intValue();
  }

  private static boolean bool(@Nullable Object value, String path) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    throw new ScopeRefused(path, "expected true or false, found " + described(value));
  }

  private static Map<?, ?> object(@Nullable Object value, String path) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new ScopeRefused(path, "expected an object, found " + described(value));
  }

  /** A list of strings, each different from the others. */
  private static <T> Set<T> set(
      @Nullable Object value, String path, BiFunction<String, String, T> read) {
    if (!(value instanceof List<?> list)) {
      throw new ScopeRefused(path, "expected a list, found " + described(value));
    }
    Set<T> set = new HashSet<>();
    int index = 0;
    for (Object element : list) {
      String elementPath = path + '[' + index++ + ']';
      if (!(element instanceof String text)) {
        throw new ScopeRefused(elementPath, "expected a string, found " + described(element));
      }
      if (!set.add(read.apply(text, elementPath))) {
        throw new ScopeRefused(
            elementPath, "found " + quoted(text) + " again; each may be named once");
      }
    }
    return set;
  }

  private static void onlyKnownKeys(Map<?, ?> object, List<String> known, String path) {
    for (Object key : object.keySet()) {
      if (!(key instanceof String name) || !known.contains(name)) {
        throw new ScopeRefused(
            member(path, key),
            "unknown key " + key(key) + "; known are " + String.join(", ", known));
      }
    }
  }

  private static String paths() {
    return TYPES + " and teams/{team id}/... of these, written exactly so";
  }

  /** The path of a member; what is not a plain name is in brackets, as in RFC 9535. */
  private static String member(String path, @Nullable Object key) {
    return key instanceof String name && PLAIN_MEMBER.matcher(name).matches()
        ? path + '.' + name
        : path + '[' + key(key) + ']';
  }

  private static String key(@Nullable Object key) {
    return key instanceof String name ? quoted(name) : "(not a string)";
  }

  private static String described(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Boolean bool -> bool.toString();
      case Number number -> "the number " + shortened(number.toString());
      case String text -> "the string " + quoted(text);
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "an object";
      default -> "something that is not JSON";
    };
  }

  /**
   * A string of the document as printable ASCII on one line: look-alikes and invisible characters
   * show, and nothing in it can forge a log line or steer a terminal.
   */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("'");
    for (char c : shortened(text).toCharArray()) {
      if (c == '\'' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        quoted.append(c);
      } else {
        quoted.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return quoted.append('\'').toString();
  }

  private static String shortened(String text) {
    return text.length() <= MOST_CHARACTERS_QUOTED
        ? text
        : text.substring(0, MOST_CHARACTERS_QUOTED) + "...";
  }
}
