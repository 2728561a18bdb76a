package mosaic.cli.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import mosaic.cli.Action;
import mosaic.cli.Invocation;
import mosaic.cli.Times;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import mosaic.cli.profile.Profile;
import mosaic.cli.terminal.Fields;
import picocli.CommandLine.Command;

/** Who the gateway takes the profile for. */
@Command(
    name = "whoami",
    description = "Show who you are on the gateway, your role and your teams.",
    footer = {"", "Example:", "  mosaic whoami --output json"})
public final class WhoamiCommand extends Action {
  private final Invocation invocation;

  public WhoamiCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    Profile profile = invocation.profile();
    try (Gateway gateway = invocation.gateway()) {
      ObjectNode me = gateway.get(ApiPath.of("me"));
      invocation.show(
          me,
          () -> {
            Fields fields =
                new Fields()
                    .add("user", Json.text(me, "name") + " (" + Json.text(me, "role") + ")")
                    .add("id", Json.text(me, "id"))
                    .add("server", Json.text(me, "server_name"))
                    .add("gateway", profile.gateway().toString())
                    .add("token until", Times.toTheMinute(profile.tokenExpiresAt()));
            for (JsonNode team : me.path("teams")) {
              String role = Json.text(team, "role");
              fields.add(
                  "team", Json.text(team, "name") + " (" + role + ") " + Json.text(team, "id"));
            }
            return fields.lines();
          });
    }
  }
}
