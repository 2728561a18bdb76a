package mosaic.gateway.federation.server;

import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mosaic.gateway.enrolment.EstMessages;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.search.SearchText;
import mosaic.gateway.wire.RawQuery;
import org.jspecify.annotations.Nullable;

/**
 * Reads a question from a raw path and query. The bytes of a path are matched whole and never
 * decoded, so there is no second spelling of one (T-33): an encoded or doubled character is simply
 * no path of ours. Values of parameters are decoded, once.
 */
final class QuestionReader {
  /** Where a certificate is renewed: the one path that takes a body. */
  static final String RENEWAL = "/.well-known/est/simplereenroll";

  private static final String EST = "/.well-known/est/";
  private static final String BASE = "/federation/v1/";
  private static final String UUID_TEXT =
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
  private static final Pattern ITEM = Pattern.compile("([a-z_]{1,32})/(" + UUID_TEXT + ")");
  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,2}");
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{1,512}");
  private static final Set<String> LIST_PARAMETERS =
      Stream.concat(ListQuery.PARAMETERS.stream(), Stream.of("limit", "cursor"))
          .collect(Collectors.toUnmodifiableSet());
  private static final int DEFAULT_LIMIT = 50;
  private static final String SEARCH = "search";
  private static final Set<String> SEARCH_PARAMETERS = Set.of("q", "limit");
  private static final Set<String> WIDE_SEARCH_PARAMETERS = Set.of("q", "limit", "resources");
  private static final int DEFAULT_SEARCH_LIMIT = 20;

  private QuestionReader() {}

  /**
   * Reads a question.
   *
   * @throws ProblemException when it is none
   */
  static Question read(FederatedRequest request) {
    if (!request.plain()) {
      throw ProblemException.invalid(
          "The request has a body that is not expected or too large, a whole URL, or not exactly"
              + " one Host.",
          "Send a plain GET with a path; a renewal has a body of known length.");
    }
    if (request.path().startsWith(EST)) {
      return est(request);
    }
    Question question = read(request.method(), request.path(), request.query());
    return question instanceof Question.Authority
        ? new Question.Authority(request.pinnedRoot())
        : question;
  }

  private static Question est(FederatedRequest request) {
    requireNoParameters(request.query());
    return switch (request.path()) {
      case EST + "cacerts" -> {
        requireMethod(request.method(), "GET");
        yield new Question.CaCertificates();
      }
      case RENEWAL -> {
        requireMethod(request.method(), "POST");
        yield new Question.Renew(Buffer.buffer(EstMessages.request(request.body().getBytes())));
      }
      default -> throw noSuchEndpoint();
    };
  }

  private static void requireMethod(String method, String allowed) {
    if (!method.equals(allowed)) {
      throw new ProblemException(
          ProblemCode.METHOD_NOT_ALLOWED, "This is for " + allowed + ".", "Use " + allowed + ".");
    }
  }

  static Question read(String method, String path, String query) {
    if (!path.startsWith(BASE)) {
      throw noSuchEndpoint();
    }
    String rest = path.substring(BASE.length());
    Question question = question(rest, query);
    if (!method.equals("GET")) {
      throw new ProblemException(
          ProblemCode.METHOD_NOT_ALLOWED,
          "Federation is read-only: GET is the only method.",
          "Use GET.");
    }
    return question;
  }

  private static Question question(String rest, String query) {
    if (rest.equals("capabilities")) {
      requireNoParameters(query);
      return new Question.Capabilities();
    }
    if (rest.equals("ca")) {
      requireNoParameters(query);
      return new Question.Authority(null);
    }
    Optional<ResourcePath> listed = ResourcePath.parse(rest);
    if (listed.isPresent()) {
      Map<String, String> parameters = RawQuery.parameters(query, LIST_PARAMETERS);
      return new Question.ListRows(
          ListQuery.read(listed.get(), parameters),
          limit(parameters.get("limit"), DEFAULT_LIMIT, Question.MOST_ROWS),
          cursor(parameters.get("cursor")));
    }
    if (rest.equals(SEARCH)) {
      String resources = RawQuery.raw(query, WIDE_SEARCH_PARAMETERS).get("resources");
      return search(
          SEARCH, resources(resources), RawQuery.parameters(query, WIDE_SEARCH_PARAMETERS));
    }
    if (rest.endsWith("/" + SEARCH)) {
      ResourcePath path =
          ResourcePath.parse(rest.substring(0, rest.length() - SEARCH.length() - 1))
              .orElseThrow(QuestionReader::noSuchEndpoint);
      return search(path.toString(), List.of(path), RawQuery.parameters(query, SEARCH_PARAMETERS));
    }
    Matcher item = ITEM.matcher(rest);
    if (item.matches()) {
      ResourceType type =
          ResourceType.fromWireName(item.group(1)).orElseThrow(QuestionReader::noSuchEndpoint);
      requireNoParameters(query);
      return new Question.GetRow(type, UUID.fromString(item.group(2)));
    }
    throw noSuchEndpoint();
  }

  private static void requireNoParameters(String query) {
    var _ = RawQuery.parameters(query, Set.of());
  }

  private static Question search(
      String resource, List<ResourcePath> paths, Map<String, String> parameters) {
    return new Question.Search(
        resource,
        paths,
        SearchText.of(Field.of("q"), parameters.getOrDefault("q", "")),
        limit(parameters.get("limit"), DEFAULT_SEARCH_LIMIT, Question.Search.MOST_ROWS));
  }

  /** Types by name, each at most once; empty for all that may be read. */
  private static List<ResourcePath> resources(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    Set<ResourcePath> paths = new LinkedHashSet<>();
    for (String name : text.split(",", -1)) {
      Optional<ResourceType> type = ResourceType.fromWireName(name);
      if (type.isEmpty() || !paths.add(ResourcePath.all(type.get()))) {
        throw ProblemException.invalid(
            "resources has a name that is no resource, or one twice.",
            "Separate the names by commas, or leave it out for all that you may read.");
      }
    }
    return List.copyOf(paths);
  }

  private static int limit(@Nullable String text, int otherwise, int most) {
    if (text == null) {
      return otherwise;
    }
    int limit = LIMIT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > most) {
      throw ProblemException.invalid(
          "limit is not a number from 1 to %d.".formatted(most),
          "Give one, or leave it out for %d.".formatted(otherwise));
    }
    return limit;
  }

  private static @Nullable String cursor(@Nullable String text) {
    if (text != null && !CURSOR.matcher(text).matches()) {
      throw new ProblemException(
          ProblemCode.CURSOR_INVALID,
          "The cursor is not one that this gateway made.",
          "Start from the first page.");
    }
    return text;
  }

  private static ProblemException noSuchEndpoint() {
    return new ProblemException(
        ProblemCode.NO_SUCH_ENDPOINT,
        "There is nothing at this path.",
        "See docs/federation/PROTOCOL.md for the paths.");
  }
}
