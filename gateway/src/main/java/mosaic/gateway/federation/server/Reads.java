package mosaic.gateway.federation.server;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ListAbilities;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.resource.Page;
import mosaic.gateway.resource.PageCursor;
import mosaic.gateway.resource.Position;
import mosaic.gateway.resource.Selection;
import mosaic.gateway.resource.store.ItemReads;
import mosaic.gateway.scope.AccessDecision;
import mosaic.gateway.scope.AccessRule;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.scope.Scope;
import mosaic.gateway.search.Hit;
import mosaic.gateway.search.Snippet;
import mosaic.gateway.search.store.WordSearch;
import org.jspecify.annotations.Nullable;

/** Answers a question within a standing: scope, then rights, then cap, then the rows. */
@ApplicationScoped
class Reads {
  private static final int PROTOCOL = 1;

  private final ItemReads items;
  private final WordSearch words;
  private final PageCursor cursors;
  private final InstanceConfig instance;
  private final RootNews news;

  Reads(
      ItemReads items,
      WordSearch words,
      PageCursor cursors,
      InstanceConfig instance,
      RootNews news) {
    this.items = items;
    this.words = words;
    this.cursors = cursors;
    this.instance = instance;
    this.news = news;
  }

  /** The answer's body, to be written as JSON. */
  Uni<Map<String, Object>> answer(Admitted admitted, Question.Read question) {
    Standing standing = admitted.standing();
    return switch (question) {
      case Question.ListRows list -> list(standing, list);
      case Question.GetRow get -> get(standing, get);
      case Question.Search search -> search(standing, search);
      case Question.Capabilities() -> capabilities(admitted);
      case Question.Authority(String pinnedRoot) ->
          Uni.createFrom().item(() -> news.document(pinnedRoot));
    };
  }

  private Uni<Map<String, Object>> list(Standing standing, Question.ListRows list) {
    AccessDecision.Visible visible = decide(standing, list.query().path());
    int limit = Math.min(list.limit(), visible.maxRows());
    String cursor = list.cursor();
    Position after = cursor == null ? null : cursors.open(cursor, standing.grant(), list.query());
    // An empty selection is read as well: the standing is checked, and time tells nothing.
    return items
        .list(standing.reader(), selection(visible), list.query(), limit, after)
        .map(page -> document(standing, list, page));
  }

  private Map<String, Object> document(Standing standing, Question.ListRows list, Page page) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("items", page.items().stream().map(Reads::document).toList());
    body.put("more", page.more());
    body.put("next", page.more() ? next(standing, list.query(), page) : null);
    return body;
  }

  private String next(Standing standing, ListQuery query, Page page) {
    Position last = query.order().positionOf(page.items().getLast());
    return cursors.seal(last, standing.grant(), query);
  }

  private Uni<Map<String, Object>> get(Standing standing, Question.GetRow get) {
    AccessDecision.Visible visible = decide(standing, ResourcePath.all(get.type()));
    return items
        .get(standing.reader(), selection(visible), get.id())
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("row")))
        .map(item -> Map.of("item", document(item)));
  }

  /**
   * By name, what may not be read is refused, as in a list; without names it is simply not looked
   * at: no branch of the statement has its table.
   */
  private Uni<Map<String, Object>> search(Standing standing, Question.Search search) {
    Scope scope = standing.scope();
    List<ResourcePath> paths =
        search.paths().isEmpty() ? AccessRule.readable(scope) : search.paths();
    Map<ResourceType, Selection> selections = new EnumMap<>(ResourceType.class);
    for (ResourcePath path : paths) {
      selections.merge(path.type(), selection(decide(standing, path)), Reads::both);
    }
    int limit = Math.min(search.limit(), scope.maxRowsPerQuery());
    return words
        .find(standing.reader(), List.copyOf(selections.values()), search.text(), limit)
        .map(
            hits ->
                Map.of(
                    "items", hits.items().stream().map(Reads::document).toList(),
                    "more", hits.more()));
  }

  /** A scope may name several paths of a type. */
  private static Selection both(Selection one, Selection other) {
    Set<UUID> teams = new HashSet<>(one.teams());
    teams.addAll(other.teams());
    return new Selection(
        one.type(), one.own() == Selection.Own.NONE ? other.own() : one.own(), teams);
  }

  private Uni<Map<String, Object>> capabilities(Admitted admitted) {
    Standing standing = admitted.standing();
    Scope scope = standing.scope();
    List<Map<String, Object>> resources =
        AccessRule.readable(scope).stream().map(Reads::readable).toList();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("protocol", PROTOCOL);
    body.put("server", instance.serverName());
    body.put("grant_id", standing.grant());
    body.put("resources", resources);
    body.put(
        "limits",
        Map.of(
            "max_rows_per_query", scope.maxRowsPerQuery(),
            "rate_limit_rpm", standing.rateLimitRpm(),
            "requests_left", admitted.allowance().left(),
            "resets_in_seconds", admitted.allowance().resetsInSeconds()));
    body.put("cert_expires_at", standing.certificateExpiresAt());
    return Uni.createFrom().item(body);
  }

  private static Map<String, Object> readable(ResourcePath path) {
    Map<String, Object> readable = new LinkedHashMap<>();
    readable.put("resource", path.toString());
    readable.put("description", path.type().description());
    readable.put("verbs", verbs(path));
    readable.put("filters", ListAbilities.filters(path));
    readable.put("sorts", ListAbilities.sorts(path));
    return readable;
  }

  /** A team's path can be listed and searched; its rows are got by the path of their type. */
  private static List<String> verbs(ResourcePath path) {
    return path.team() == null ? List.of("list", "get", "search") : List.of("list", "search");
  }

  private static AccessDecision.Visible decide(Standing standing, ResourcePath path) {
    return switch (AccessRule.decide(standing.scope(), standing.subjectTeams(), path)) {
      case AccessDecision.Visible visible -> visible;
      case AccessDecision.Refused() ->
          throw new ProblemException(
              ProblemCode.RESOURCE_NOT_IN_SCOPE,
              "The grant does not let you read this resource.",
              "Ask for capabilities to see what it does let you read.");
    };
  }

  private static Selection selection(AccessDecision.Visible visible) {
    return new Selection(
        visible.type(),
        visible.personal() ? Selection.Own.PERSONAL : Selection.Own.NONE,
        visible.teams());
  }

  private static Map<String, @Nullable Object> document(Hit hit) {
    Map<String, @Nullable Object> body = document(hit.item());
    body.put("score", hit.score());
    body.put("snippet", hit.snippet().segments().stream().map(Reads::document).toList());
    return body;
  }

  private static Map<String, Object> document(Snippet.Segment segment) {
    return segment.match()
        ? Map.of("text", segment.text(), "match", true)
        : Map.of("text", segment.text());
  }

  private static Map<String, @Nullable Object> document(Item item) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("resource", item.type().wireName());
    body.put("id", item.id());
    body.put("title", item.title());
    body.put("body", item.body());
    if (item.status() != null) {
      body.put("status", item.status());
      body.put("note_id", item.noteId());
    }
    body.put("owner_id", item.ownerId());
    body.put("team_id", item.teamId());
    body.put("created_at", item.createdAt());
    body.put("updated_at", item.updatedAt());
    if (item.secret() != null) {
      body.put("secret", item.secret());
    }
    return body;
  }
}
