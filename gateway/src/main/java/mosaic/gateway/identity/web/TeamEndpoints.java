package mosaic.gateway.identity.web;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.Team;
import mosaic.gateway.identity.TeamName;
import mosaic.gateway.identity.TeamRole;
import mosaic.gateway.identity.store.Teams;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Teams and who is in them. */
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
final class TeamEndpoints {
  private final CurrentCaller current;
  private final Teams teams;

  TeamEndpoints(CurrentCaller current, Teams teams) {
    this.current = current;
    this.teams = teams;
  }

  record NewTeam(@Nullable String name) {}

  record NewTeamView(UUID id, String name) {}

  record TeamView(UUID id, String name, long members) {
    static TeamView of(Team team) {
      return new TeamView(team.id(), team.name().text(), team.members());
    }
  }

  record TeamViews(List<TeamView> items) {}

  record NewMember(@Nullable String role) {}

  @POST
  @Path("teams")
  @RolesAllowed(Role.ADMIN_NAME)
  @ResponseStatus(201)
  public Uni<NewTeamView> create(@Nullable NewTeam body) {
    TeamName name = TeamName.read(Field.of("name"), Field.ROOT.required(body).name());
    return teams
        .create(name, current.caller())
        .map(team -> team.orElseThrow(TeamEndpoints::taken))
        .map(team -> new NewTeamView(team.id(), team.name().text()));
  }

  @GET
  @Path("teams")
  @Authenticated
  public Uni<TeamViews> list() {
    Caller caller = current.caller();
    Uni<List<Team>> visible =
        switch (caller.role()) {
          case USER -> teams.of(caller.id());
          case OPERATOR, ADMIN -> teams.all();
        };
    return visible.map(all -> new TeamViews(all.stream().map(TeamView::of).toList()));
  }

  @PUT
  @Path("teams/{team}/members/{user}")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<Void> putMember(
      @PathParam("team") UUID team, @PathParam("user") UUID user, @Nullable NewMember body) {
    TeamRole role = role(Field.of("role"), body == null ? null : body.role());
    return teams
        .putMember(team, user, role, current.caller())
        .map(put -> done(put, "team or user"));
  }

  @DELETE
  @Path("teams/{team}/members/{user}")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<Void> removeMember(@PathParam("team") UUID team, @PathParam("user") UUID user) {
    return teams.removeMember(team, user, current.caller()).map(removed -> done(removed, "member"));
  }

  private static @Nullable Void done(boolean found, String what) {
    if (!found) {
      throw ProblemException.notFound(what);
    }
    return null;
  }

  private static TeamRole role(Field field, @Nullable String name) {
    return name == null
        ? TeamRole.MEMBER
        : TeamRole.fromWireName(name)
            .orElseThrow(
                () ->
                    field.refused(
                        Field.quoted(name)
                            + " is no role in a team; there are "
                            + TeamRole.validNames()));
  }

  private static ProblemException taken() {
    return new ProblemException(
        ProblemCode.ALREADY_EXISTS,
        "There is a team of this name already.",
        "Choose another name, or use that team: mosaic team list shows its id.");
  }
}
