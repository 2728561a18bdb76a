package mosaic.gateway.query;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mosaic.gateway.database.Reader;
import mosaic.gateway.identity.Membership;
import mosaic.gateway.identity.store.Teams;
import mosaic.gateway.memory.Hit;
import mosaic.gateway.memory.Hits;
import mosaic.gateway.memory.MemorySearch;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.resource.Page;
import mosaic.gateway.resource.Position;
import mosaic.gateway.resource.Selection;
import mosaic.gateway.resource.store.ItemReads;
import mosaic.gateway.scope.ReadablePath;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.scope.Scope;
import org.jspecify.annotations.Nullable;

/** This gateway's own rows, as the calling user may see them. */
@ApplicationScoped
class LocalSource {
  private static final Source SOURCE = new Source.Local();

  private final ItemReads items;
  private final Teams teams;
  private final Cursors cursors;
  private final MemorySearch memory;

  LocalSource(ItemReads items, Teams teams, Cursors cursors, MemorySearch memory) {
    this.items = items;
    this.teams = teams;
    this.cursors = cursors;
    this.memory = memory;
  }

  Uni<SourcePage> list(UUID user, ListQuery query, int limit, @Nullable String cursor) {
    Cursors.Place place = new Cursors.Place(user, SOURCE, query);
    Position after = cursor == null ? null : cursors.openLocal(place, cursor);
    return teamsOf(user)
        .map(memberships -> selection(query.path(), memberships))
        .flatMap(
            selection ->
                selection.isEmpty()
                    ? Uni.createFrom().item(new Page(List.of(), false))
                    : items.list(new Reader.User(user), selection, query, limit, after))
        .map(page -> sourcePage(place, page));
  }

  Uni<Optional<Item>> get(UUID user, ResourceType type, UUID id) {
    return teamsOf(user)
        .map(memberships -> selection(ResourcePath.all(type), memberships))
        .flatMap(selection -> items.get(new Reader.User(user), selection, id));
  }

  /** The rows of a type most like a text. */
  Uni<FoundItems> search(UUID user, ResourceType type, String text, int limit) {
    if (!searchable(type)) {
      throw new ProblemException(
          ProblemCode.NO_SUCH_ENDPOINT,
          "%s cannot be searched yet.".formatted(type.wireName()),
          "Search memory, or list " + type.wireName() + ".");
    }
    return teamsOf(user)
        .map(memberships -> selection(ResourcePath.all(type), memberships))
        .flatMap(
            selection ->
                memory
                    .search(user, selection, text, limit)
                    .flatMap(hits -> items(user, selection, hits)));
  }

  /** A row may have gone since it was found, or be too large to go with the others. */
  private Uni<FoundItems> items(UUID user, Selection selection, Hits hits) {
    List<UUID> ids = hits.items().stream().map(Hit::id).toList();
    return items
        .byIds(new Reader.User(user), selection, ids)
        .map(
            found -> {
              Map<UUID, Item> byId = new HashMap<>();
              found.forEach(item -> byId.put(item.id(), item));
              List<ScoredItem> scored = new ArrayList<>();
              for (Hit hit : hits.items()) {
                Item item = byId.get(hit.id());
                if (item != null) {
                  scored.add(new ScoredItem(new SourcedItem(SOURCE, item), hit.score()));
                }
              }
              return new FoundItems(scored, hits.more() || scored.size() < ids.size());
            });
  }

  private static boolean searchable(ResourceType type) {
    return type == ResourceType.MEMORY;
  }

  SourceCapabilities capabilities() {
    List<ReadablePath> resources =
        Arrays.stream(ResourceType.values())
            .map(
                type ->
                    new ReadablePath(
                        ResourcePath.all(type),
                        searchable(type)
                            ? List.of("list", "get", "search")
                            : List.of("list", "get")))
            .toList();
    return new SourceCapabilities(
        resources, Scope.MOST_ROWS_PER_QUERY, Optional.empty(), Optional.empty());
  }

  private Uni<Set<UUID>> teamsOf(UUID user) {
    return teams
        .memberships(user)
        .map(all -> all.stream().map(Membership::team).collect(Collectors.toUnmodifiableSet()));
  }

  /** All own rows and those of the user's teams; or those of one team, if the user is in it. */
  private static Selection selection(ResourcePath path, Set<UUID> memberships) {
    UUID team = path.team();
    if (team == null) {
      return new Selection(path.type(), Selection.Own.ALL, memberships);
    }
    return new Selection(
        path.type(), Selection.Own.NONE, memberships.contains(team) ? Set.of(team) : Set.of());
  }

  private String next(Cursors.Place place, Page page) {
    return cursors.ofLocal(place, place.list().order().positionOf(page.items().getLast()));
  }

  private SourcePage sourcePage(Cursors.Place place, Page page) {
    return new SourcePage(page.items(), page.more(), page.more() ? next(place, page) : null);
  }
}
