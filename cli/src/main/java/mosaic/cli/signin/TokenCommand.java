package mosaic.cli.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import mosaic.cli.Action;
import mosaic.cli.Group;
import mosaic.cli.Id;
import mosaic.cli.Invocation;
import mosaic.cli.Times;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import mosaic.cli.profile.PrivateFile;
import mosaic.cli.profile.Secret;
import mosaic.cli.terminal.SafeText;
import mosaic.cli.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Personal access tokens, for agents and scripts. */
@Command(
    name = "token",
    description = "Your personal access tokens, for agents and scripts.",
    footer = {"", "Example:", "  mosaic token list"})
public final class TokenCommand extends Group {

  /** Tokens without their values. */
  @Command(
      name = "list",
      description = {
        "List your tokens, never their values; those revoked in the last 90 days as well."
      },
      footer = {"", "Example:", "  mosaic token list"})
  public static final class ListTokens extends Action {
    private final Invocation invocation;

    public ListTokens(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.get(ApiPath.of("tokens"));
        invocation.show(answer, () -> table(answer).lines(invocation.terminal().columns()));
      }
    }

    private static Table table(ObjectNode answer) {
      Table table =
          Table.withElastic("NAME", "ID", "NAME", "CREATED", "EXPIRES", "LAST USED", "REVOKED");
      for (JsonNode token : answer.path("items")) {
        table.row(
            List.of(
                Json.text(token, "id"),
                Json.text(token, "name"),
                Times.toTheMinute(Json.text(token, "created_at")),
                Times.toTheMinute(Json.text(token, "expires_at")),
                Times.toTheMinute(Json.text(token, "last_used_at")),
                Times.toTheMinute(Json.text(token, "revoked_at"))));
      }
      return table;
    }
  }

  /** A new token, shown once or written to a file. */
  @Command(
      name = "create",
      description = {
        "Make a token for an agent or a script.",
        "Its value is shown this once on standard output, or goes to a file that only you can read;"
            + " the gateway cannot show it again."
      },
      footer = {
        "",
        "Example:",
        "  mosaic token create agent --valid-days 30 --token-file agent.token"
      })
  public static final class CreateToken extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "What it is for.")
    private String name = "";

    @Option(
        names = "--valid-days",
        paramLabel = "N",
        description = "How long it is valid, 1 to 365 days (default: 90).")
    private @Nullable Integer validDays;

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description = "Write the value to this file (mode 0600) and do not show it.")
    private @Nullable Path file;

    public CreateToken(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      ObjectNode request = Json.object().put("name", name);
      if (validDays != null) {
        request.put("valid_days", validDays);
      }
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.post(ApiPath.of("tokens"), request);
        Secret token = new Secret(Json.text(answer, "token"));
        if (file != null) {
          PrivateFile.write(file, (token.value() + "\n").getBytes(StandardCharsets.UTF_8));
          answer.remove("token");
        }
        invocation.show(answer, () -> lines(token));
        if (!invocation.wantsJson()) {
          invocation
              .terminal()
              .note(
                  "token '"
                      + name
                      + "' is valid until "
                      + Times.toTheMinute(Json.text(answer, "expires_at"))
                      + (file == null ? "; its value is not shown again" : ""));
        }
      }
    }

    private List<String> lines(Secret token) {
      return List.of(
          file == null ? SafeText.line(token.value()) : "written to " + SafeText.line("" + file));
    }
  }

  /** The end of a token. */
  @Command(
      name = "revoke",
      description = "Revoke one of your tokens; it stops working at once.",
      footer = {"", "Example:", "  mosaic token revoke 0198c0de-0000-7000-8000-000000000001"})
  public static final class RevokeToken extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "Its id, as in `mosaic token list`.")
    private String id = "";

    public RevokeToken(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      Id token = Id.parse(id);
      try (Gateway gateway = invocation.gateway()) {
        gateway.delete(ApiPath.of("tokens", token.text()));
      }
      invocation.show(
          Json.object().put("id", token.text()).put("revoked", true),
          () -> List.of("revoked token " + token));
    }
  }
}
