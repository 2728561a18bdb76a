package mosaic.gateway.scope;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Users, teams, rows and a grant, with what the requirements say about them in the words of set
 * theory. It reads the document as it was written and shares nothing with the code under test, so
 * that an error would have to be made twice.
 */
record World(
    Map<UUID, Set<UUID>> memberships,
    Set<World.Row> rows,
    UUID subject,
    Map<String, Object> document) {

  record Row(String type, UUID owner, @Nullable UUID team) {}

  Set<UUID> subjectTeams() {
    return memberships.getOrDefault(subject, Set.of());
  }

  /** a user sees rows they own and rows of teams they belong to; nothing else. */
  Set<Row> nativeRights() {
    Set<Row> own = new HashSet<>(rows);
    own.removeIf(row -> !row.owner().equals(subject));
    Set<Row> ofTeams = new HashSet<>(rows);
    ofTeams.removeIf(row -> row.team() == null || !subjectTeams().contains(row.team()));
    return union(own, ofTeams);
  }

  /** resource in {@code resources} and not in {@code excluded_resources}, else 403. */
  boolean refused(String request) {
    return !(names("resources", request) || names("resources", typeOf(request)))
        || names("excluded_resources", request)
        || names("excluded_resources", typeOf(request));
  }

  /** native rights ∩ scope filter, of what was asked for. */
  Set<Row> visible(String request) {
    if (refused(request)) {
      return Set.of();
    }
    Set<Row> visible = new HashSet<>(rows);
    visible.removeIf(row -> !row.type().equals(typeOf(request)));
    visible.retainAll(nativeRights());
    visible.retainAll(union(personalInFilter(), ofTeamsInFilter()));
    visible.removeAll(excluded());
    if (!request.equals(typeOf(request))) {
      visible.removeIf(row -> !request.equals("teams/" + row.team() + "/" + row.type()));
    }
    return visible;
  }

  /** no filter means personal; a filter says itself whether it includes personal rows. */
  private Set<Row> personalInFilter() {
    Set<Row> personal = new HashSet<>(rows);
    personal.removeIf(row -> row.team() != null || !row.owner().equals(subject));
    personal.removeIf(
        row ->
            filter(row.type()).isPresent()
                && !Boolean.TRUE.equals(filter(row.type()).get().get("include_personal")));
    return personal;
  }

  /** only the teams that the scope names, and nothing from one that the user is not in. */
  private Set<Row> ofTeamsInFilter() {
    Set<Row> included = new HashSet<>(rows);
    included.removeIf(
        row ->
            row.team() == null
                || !(filter(row.type())
                        .map(filter -> strings(filter, "include_teams"))
                        .orElse(List.of())
                        .contains(row.team().toString())
                    || names("resources", "teams/" + row.team() + "/" + row.type())));
    included.removeIf(row -> !subjectTeams().contains(row.team()));
    return included;
  }

  /** what is excluded, by type or by team. */
  Set<Row> excluded() {
    Set<Row> excluded = new HashSet<>(rows);
    excluded.removeIf(
        row ->
            !names("excluded_resources", row.type())
                && !names("excluded_resources", "teams/" + row.team() + "/" + row.type()));
    return excluded;
  }

  boolean names(String list, String path) {
    return strings(document, list).contains(path);
  }

  private Optional<Map<?, ?>> filter(String type) {
    return document.get("filters") instanceof Map<?, ?> filters
            && filters.get(type) instanceof Map<?, ?> filter
        ? Optional.of(filter)
        : Optional.empty();
  }

  private static List<?> strings(Map<?, ?> object, String key) {
    return object.get(key) instanceof List<?> list ? list : List.of();
  }

  private static String typeOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Set<Row> union(Set<Row> left, Set<Row> right) {
    Set<Row> union = new HashSet<>(left);
    union.addAll(right);
    return union;
  }
}
