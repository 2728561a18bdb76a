package mosaic.cli.people;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import mosaic.cli.Action;
import mosaic.cli.Group;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Fields;
import mosaic.cli.terminal.SafeText;
import mosaic.cli.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Teams and who is in them. */
@Command(
    name = "team",
    description = "Teams and who is in them.",
    footer = {"", "Example:", "  mosaic team list"})
public final class TeamCommand extends Group {

  /** A new team. */
  @Command(
      name = "create",
      description = "Make a team. Admins only.",
      footer = {"", "Example:", "  mosaic team create sig-network"})
  public static final class CreateTeam extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "1 to 128 characters.")
    private String name = "";

    public CreateTeam(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode team = gateway.post(ApiPath.of("teams"), Json.object().put("name", name));
        invocation.show(
            team,
            () ->
                new Fields()
                    .add("team", Json.text(team, "name"))
                    .add("id", Json.text(team, "id"))
                    .lines());
      }
    }
  }

  /** Own teams, or all for those who may see all. */
  @Command(
      name = "list",
      description = "List your teams; operators and admins see all.",
      footer = {"", "Example:", "  mosaic team list"})
  public static final class ListTeams extends Action {
    private final Invocation invocation;

    public ListTeams(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.get(ApiPath.of("teams"));
        invocation.show(answer, () -> table(answer).lines(invocation.terminal().columns()));
      }
    }

    private static Table table(ObjectNode answer) {
      Table table = Table.withElastic("NAME", "ID", "NAME", "MEMBERS");
      for (JsonNode team : answer.path("items")) {
        table.row(
            List.of(Json.text(team, "id"), Json.text(team, "name"), Json.text(team, "members")));
      }
      return table;
    }
  }

  /** Puts a user into a team. */
  @Command(
      name = "add-member",
      description = "Add a user to a team, or change their role in it. Admins only.",
      footer = {"", "Example:", "  mosaic team add-member sig-network alice --role lead"})
  public static final class AddMember extends Action {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "TEAM", description = "The team's name or id.")
    private String team = "";

    @Parameters(index = "1", paramLabel = "USER", description = "The user's name or id.")
    private String user = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description = "member or lead (default: member).")
    private @Nullable String role;

    public AddMember(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      ObjectNode request = Json.object();
      if (role != null) {
        request.put("role", role);
      }
      try (Gateway gateway = invocation.gateway()) {
        Directory directory = new Directory(gateway);
        String teamId = directory.teamId(team);
        String userId = directory.userId(user);
        gateway.put(ApiPath.of("teams", teamId, "members", userId), request);
        invocation.show(
            Json.object().put("team_id", teamId).put("user_id", userId).put("member", true),
            () -> List.of(SafeText.line(user + " is in team " + team)));
      }
    }
  }

  /** Takes a user out of a team. */
  @Command(
      name = "remove-member",
      description = "Take a user out of a team. Admins only.",
      footer = {"", "Example:", "  mosaic team remove-member sig-network alice"})
  public static final class RemoveMember extends Action {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "TEAM", description = "The team's name or id.")
    private String team = "";

    @Parameters(index = "1", paramLabel = "USER", description = "The user's name or id.")
    private String user = "";

    public RemoveMember(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        Directory directory = new Directory(gateway);
        String teamId = directory.teamId(team);
        String userId = directory.userId(user);
        gateway.delete(ApiPath.of("teams", teamId, "members", userId));
        invocation.show(
            Json.object().put("team_id", teamId).put("user_id", userId).put("member", false),
            () -> List.of(SafeText.line(user + " is no longer in team " + team)));
      }
    }
  }
}
