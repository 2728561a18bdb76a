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
import mosaic.gateway.memory.MemorySearch;
import mosaic.gateway.memory.Neighbour;
import mosaic.gateway.memory.Neighbours;
import mosaic.gateway.resource.Item;
import mosaic.gateway.resource.ListAbilities;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.resource.Page;
import mosaic.gateway.resource.Position;
import mosaic.gateway.resource.Selection;
import mosaic.gateway.resource.store.ItemReads;
import mosaic.gateway.scope.ReadablePath;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.scope.Scope;
import mosaic.gateway.search.Hit;
import mosaic.gateway.search.Hits;
import mosaic.gateway.search.SearchText;
import mosaic.gateway.search.Snippet;
import mosaic.gateway.search.store.WordSearch;
import org.jspecify.annotations.Nullable;

/** This gateway's own rows, as the calling user may see them. */
@ApplicationScoped
class LocalSource {
  private static final Source SOURCE = new Source.Local();

  private final ItemReads items;
  private final Teams teams;
  private final Cursors cursors;
  private final MemorySearch memory;
  private final WordSearch words;

  LocalSource(
      ItemReads items, Teams teams, Cursors cursors, MemorySearch memory, WordSearch words) {
    this.items = items;
    this.teams = teams;
    this.cursors = cursors;
    this.memory = memory;
    this.words = words;
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

  /**
   * What a text finds: in memory alone by meaning where there are vectors, else by words.
   *
   * @param path where to look; null for all types
   */
  Uni<Hits> search(UUID user, @Nullable ResourcePath path, SearchText text, int limit) {
    return teamsOf(user)
        .flatMap(
            memberships ->
                path != null && path.type() == ResourceType.MEMORY && memory.isByMeaning()
                    ? byMeaning(user, selection(path, memberships), text, limit)
                    : words.find(
                        new Reader.User(user), selections(path, memberships), text, limit));
  }

  private static List<Selection> selections(@Nullable ResourcePath path, Set<UUID> memberships) {
    return path != null
        ? List.of(selection(path, memberships))
        : Arrays.stream(ResourceType.values())
            .map(type -> selection(ResourcePath.all(type), memberships))
            .toList();
  }

  private Uni<Hits> byMeaning(UUID user, Selection selection, SearchText text, int limit) {
    return memory
        .search(user, selection, text.typed(), limit)
        .flatMap(near -> items(user, selection, near));
  }

  /** A row may have gone since it was found, or be too large to go with the others. */
  private Uni<Hits> items(UUID user, Selection selection, Neighbours near) {
    List<UUID> ids = near.items().stream().map(Neighbour::id).toList();
    return items
        .byIds(new Reader.User(user), selection, ids)
        .map(
            found -> {
              Map<UUID, Item> byId = new HashMap<>();
              found.forEach(item -> byId.put(item.id(), item));
              List<Hit> hits = new ArrayList<>();
              for (Neighbour neighbour : near.items()) {
                Item item = byId.get(neighbour.id());
                if (item != null) {
                  hits.add(hit(item, neighbour.score()));
                }
              }
              return new Hits(hits, near.more() || hits.size() < ids.size());
            });
  }

  /** What is alike need not have a word in common, so there is nothing to mark. */
  private static Hit hit(Item item, double cosine) {
    // Rounding may take it past the ends.
    double score = Math.clamp(cosine, -1, 1);
    return new Hit(item, score, Snippet.beginningOf(item));
  }

  SourceCapabilities capabilities() {
    List<ReadablePath> resources =
        Arrays.stream(ResourceType.values()).map(LocalSource::readable).toList();
    return new SourceCapabilities(
        resources,
        Scope.MOST_ROWS_PER_QUERY,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ReadablePath readable(ResourceType type) {
    ResourcePath path = ResourcePath.all(type);
    return new ReadablePath(
        path,
        List.of("list", "get", "search"),
        ListAbilities.filters(path),
        ListAbilities.sorts(path));
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
