package mosaic.gateway.identity.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.database.RowIds;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.Membership;
import mosaic.gateway.identity.Team;
import mosaic.gateway.identity.TeamName;
import mosaic.gateway.identity.TeamRole;

/** Teams and who is in them. */
@ApplicationScoped
public class Teams {
  private static final String WITH_COUNT =
      "select t.id, t.name, (select count(*) from team_members m where m.team_id = t.id) as members"
          + " from teams t ";

  /** Nothing happens when team or user do not exist. */
  private static final String PUT_MEMBER =
      """
      insert into team_members (team_id, user_id, role)
      select t.id, u.id, $3::text::team_role from teams t, users u where t.id = $1 and u.id = $2
      on conflict (user_id, team_id) do update set role = excluded.role
      returning team_id
      """;

  private final Database database;
  private final RowIds ids;
  private final AuditLog audit;

  Teams(Database database, RowIds ids, AuditLog audit) {
    this.database = database;
    this.ids = ids;
    this.audit = audit;
  }

  /** Makes an empty team; empty when the name is taken. */
  public Uni<Optional<Team>> create(TeamName name, Caller by) {
    UUID id = ids.next();
    return change(
            "insert into teams (id, name) values ($1, $2) on conflict (name) do nothing"
                + " returning id",
            Tuple.of(id, name.text()),
            AuditEvent.ofAction("team.create", "teams/" + id, by.name()))
        .map(made -> made ? Optional.of(new Team(id, name, 0)) : Optional.empty());
  }

  /** All teams, by name. */
  public Uni<List<Team>> all() {
    return database.query(WITH_COUNT + "order by t.name", Tuple.tuple()).map(Teams::teams);
  }

  /** The teams that a user is in, by name. */
  public Uni<List<Team>> of(UUID user) {
    return database
        .query(
            WITH_COUNT
                + "where t.id in (select team_id from team_members where user_id = $1)"
                + " order by t.name",
            Tuple.of(user))
        .map(Teams::teams);
  }

  /** What a user is in which team, by name of the team. */
  public Uni<List<Membership>> memberships(UUID user) {
    return database
        .query(
            "select t.id, t.name, m.role::text as role from team_members m"
                + " join teams t on t.id = m.team_id where m.user_id = $1 order by t.name",
            Tuple.of(user))
        .map(
            rows -> {
              List<Membership> memberships = new ArrayList<>();
              for (Row row : rows) {
                memberships.add(membership(row));
              }
              return List.copyOf(memberships);
            });
  }

  /** Puts a user into a team, or changes the role there; whether both exist. */
  public Uni<Boolean> putMember(UUID team, UUID user, TeamRole role, Caller by) {
    return change(
        PUT_MEMBER,
        Tuple.of(team, user, role.wireName()),
        AuditEvent.ofAction("team.member_add", membership(team, user), by.name()));
  }

  /** Takes a user out of a team; whether the user was in it. */
  public Uni<Boolean> removeMember(UUID team, UUID user, Caller by) {
    return change(
        "delete from team_members where team_id = $1 and user_id = $2 returning team_id",
        Tuple.of(team, user),
        AuditEvent.ofAction("team.member_remove", membership(team, user), by.name()));
  }

  /** Changes a row and says so in the audit log, or finds none to change; whether it did. */
  private Uni<Boolean> change(String sql, Tuple parameters, AuditEvent event) {
    return database.inTransaction(
        (SqlConnection connection) ->
            connection
                .preparedQuery(sql)
                .execute(parameters)
                .flatMap(
                    rows ->
                        rows.size() == 0
                            ? Uni.createFrom().item(Boolean.FALSE)
                            : audit.record(connection, event).replaceWith(Boolean.TRUE)));
  }

  private static String membership(UUID team, UUID user) {
    return "teams/" + team + "/users/" + user;
  }

  private static List<Team> teams(RowSet<Row> rows) {
    List<Team> teams = new ArrayList<>();
    for (Row row : rows) {
      teams.add(
          new Team(
              IdentityRows.id(row), new TeamName(row.getString("name")), row.getLong("members")));
    }
    return List.copyOf(teams);
  }

  private static Membership membership(Row row) {
    String role = row.getString("role");
    return new Membership(
        IdentityRows.id(row),
        new TeamName(row.getString("name")),
        TeamRole.fromWireName(role).orElseThrow());
  }
}
