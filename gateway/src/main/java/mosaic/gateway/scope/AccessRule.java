package mosaic.gateway.scope;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What a scope means. */
public final class AccessRule {

  private AccessRule() {}

  /**
   * Decides one request.
   *
   * <ul>
   *   <li>What is excluded is refused, whatever else the scope says: a type with all its
   *       team paths, or the path of one team, whose rows then also vanish from the plain list.
   *   <li>What is not named is refused. A type names all its team paths; the path of a team
   *       names only itself.
   *   <li>The rows of a team are visible if its path is named or the filter includes it, and the
   *       subject is in it.
   *   <li>Personal rows are visible to a plain request if the filter includes them or there is no
   *       filter.
   * </ul>
   *
   * @param subjectTeams the teams that the subject user is in now
   */
  public static AccessDecision decide(Scope scope, Set<UUID> subjectTeams, ResourcePath request) {
    ResourcePath wholeType = ResourcePath.all(request.type());
    boolean excluded = scope.excluded().contains(wholeType) || scope.excluded().contains(request);
    boolean named = scope.resources().contains(wholeType) || scope.resources().contains(request);
    if (excluded || !named) {
      return new AccessDecision.Refused();
    }

    Scope.Filter filter = scope.filter(request.type());
    Set<UUID> teams = new HashSet<>(filter.includeTeams());
    teams.addAll(teamsOf(request.type(), scope.resources()));
    teams.removeAll(teamsOf(request.type(), scope.excluded()));
    teams.retainAll(subjectTeams);

    boolean personal = filter.includePersonal();
    UUID onlyTeam = request.team();
    if (onlyTeam != null) {
      teams.retainAll(Set.of(onlyTeam));
      personal = false;
    }
    return new AccessDecision.Visible(request.type(), personal, teams, scope.maxRowsPerQuery());
  }

  /**
   * What {@code capabilities} may show: the paths that the scope names, without those that
   * it excludes, in the order of {@link ResourcePath#compareTo}. {@link #decide} refuses none of
   * them; whether there are rows behind one, it does not tell.
   */
  public static List<ResourcePath> readable(Scope scope) {
    return scope.resources().stream()
        .filter(path -> !scope.excluded().contains(path))
        .filter(path -> !scope.excluded().contains(ResourcePath.all(path.type())))
        .sorted()
        .toList();
  }

  /** The teams whose paths of a type are among these. */
  private static Set<UUID> teamsOf(ResourceType type, Set<ResourcePath> paths) {
    Set<UUID> teams = new HashSet<>();
    for (ResourcePath path : paths) {
      UUID team = path.team();
      if (path.type() == type && team != null) {
        teams.add(team);
      }
    }
    return teams;
  }
}
