package mosaic.gateway.resource;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What a list is of and in which order, but for its page. The one grammar of lists, the
 * same in the user API and between gateways; USER-API.md, "Filters and sort", has it in words.
 * Filters narrow what may be seen and never widen it.
 *
 * @param path all rows of a type, or a team's
 * @param status {@code open} or {@code done}; null for both. Tasks only
 * @param updatedSince only rows that changed then or later; null for all
 * @param team only rows of a team, or of none; null for all
 * @param words only rows whose titles contain each of these, whatever the case; empty for all
 * @param order what comes first
 */
public record ListQuery(
    ResourcePath path,
    @Nullable String status,
    @Nullable Instant updatedSince,
    @Nullable TeamFilter team,
    List<String> words,
    ItemOrder order) {
  static final String STATUS = "status";
  static final String UPDATED_SINCE = "updated_since";
  static final String TEAM = "team";
  static final String TEXT = "text";
  private static final String SORT = "sort";

  /** Each word is looked for in each title that comes by. */
  private static final int MOST_WORDS = 10;

  private static final int MOST_TEXT_CHARACTERS = 200;

  /** The names of all that {@link #read} takes. */
  public static final Set<String> PARAMETERS = Set.of(STATUS, UPDATED_SINCE, TEAM, TEXT, SORT);

  private static final Set<String> STATUSES = Set.of("open", "done");

  /** RFC 3339, 5.6, to the microsecond, as PostgreSQL keeps times. */
  private static final Pattern INSTANT =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})");

  /** Takes nothing that the type does not have. */
  public ListQuery {
    words = List.copyOf(words);
    if (status != null) {
      if (path.type() != ResourceType.TASKS) {
        throw ProblemException.invalid(
            "Only tasks have a status.", "Leave status out for " + path.type().wireName() + ".");
      }
      if (!STATUSES.contains(status)) {
        throw ProblemException.invalid("status is not one that there is.", "Use open or done.");
      }
    }
  }

  /** All rows of a path, in the order of lists that do not name one. */
  public static ListQuery all(ResourcePath path) {
    return new ListQuery(path, null, null, null, List.of(), ItemOrder.DEFAULT);
  }

  /**
   * Reads the parameters of a list.
   *
   * @param parameters those that were given, each once, decoded; other names than {@link
   *     #PARAMETERS} are not looked at
   * @throws ProblemException when a value is none
   */
  public static ListQuery read(ResourcePath path, Map<String, String> parameters) {
    return new ListQuery(
        path,
        parameters.get(STATUS),
        updatedSince(parameters.get(UPDATED_SINCE)),
        team(parameters.get(TEAM)),
        words(parameters.get(TEXT)),
        order(parameters.get(SORT)));
  }

  /**
   * Whether a row fits the path and every filter but that of words: PostgreSQL alone says what case
   * letters of all scripts have.
   */
  public boolean admits(Item item) {
    return item.type() == path.type()
        && (path.team() == null || path.team().equals(item.teamId()))
        && (status == null || status.equals(item.status()))
        && (updatedSince == null || !item.updatedAt().isBefore(updatedSince))
        && (team == null || team.keeps(item.teamId()));
  }

  /** What the team filter leaves of what may be seen. */
  public Selection within(Selection selection) {
    return team == null ? selection : team.within(selection);
  }

  /**
   * The one way to write its parameters, for a URL: in a fixed order, without what is the default.
   * Empty when nothing is left.
   */
  public String queryString() {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (status != null) {
      parameters.put(STATUS, status);
    }
    if (updatedSince != null) {
      parameters.put(UPDATED_SINCE, updatedSince.toString());
    }
    if (team != null) {
      parameters.put(TEAM, team.wireName());
    }
    if (!words.isEmpty()) {
      parameters.put(TEXT, String.join(" ", words));
    }
    if (order != ItemOrder.DEFAULT) {
      parameters.put(SORT, order.wireName());
    }
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + '=' + encoded(parameter.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** The same text for the same list, and for no other: what cursors are bound to (T-35). */
  @Override
  public String toString() {
    String query = queryString();
    return query.isEmpty() ? path.toString() : path + "?" + query;
  }

  private static @Nullable Instant updatedSince(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (INSTANT.matcher(text).matches()) {
      try {
        Instant time = OffsetDateTime.parse(text).toInstant();
        // In UTC it may leave the years that can be written so.
        if (INSTANT.matcher(time.toString()).matches()) {
          return time;
        }
      } catch (DateTimeException impossible) {
        // There is no such day or hour: refused as what is no time at all.
      }
    }
    throw ProblemException.invalid(
        "updated_since is not a time of RFC 3339, to the microsecond at most.",
        "Write it as 2026-11-01T00:00:00Z.");
  }

  private static @Nullable TeamFilter team(@Nullable String text) {
    return text == null
        ? null
        : TeamFilter.fromWireName(text)
            .orElseThrow(
                () ->
                    ProblemException.invalid(
                        "team is neither the id of a team nor none.",
                        "Ids are lower-case UUIDs; none stands for personal rows."));
  }

  private static List<String> words(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    List<String> words = List.of(Field.of(TEXT).storable(text).strip().split("\\s+", -1));
    if (text.isBlank()
        || words.size() > MOST_WORDS
        || text.codePointCount(0, text.length()) > MOST_TEXT_CHARACTERS) {
      throw ProblemException.invalid(
          "text is blank, or longer than %d words or %d characters."
              .formatted(MOST_WORDS, MOST_TEXT_CHARACTERS),
          "Say in it which words titles have to contain.");
    }
    return words;
  }

  private static ItemOrder order(@Nullable String text) {
    return text == null
        ? ItemOrder.DEFAULT
        : ItemOrder.fromWireName(text)
            .orElseThrow(
                () ->
                    ProblemException.invalid(
                        "sort is not an order that there is.",
                        "Use one of " + ItemOrder.known() + "."));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Whether rows without end may not fit before one does: no index has these conditions. */
  public boolean mayPassOverMany() {
    return !words.isEmpty() || (updatedSince != null && !order.byUpdate());
  }
}
