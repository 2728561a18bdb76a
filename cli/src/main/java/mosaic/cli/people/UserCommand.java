package mosaic.cli.people;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import mosaic.cli.Action;
import mosaic.cli.Group;
import mosaic.cli.Invocation;
import mosaic.cli.Times;
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

/** The people of a gateway. */
@Command(
    name = "user",
    description = "The people of this gateway.",
    footer = {"", "Example:", "  mosaic user list"})
public final class UserCommand extends Group {

  /** A new user and their first sign-in code. */
  @Command(
      name = "create",
      description = "Make a user; prints the sign-in code to hand over. Admins only.",
      footer = {"", "Example:", "  mosaic user create alice"})
  public static final class CreateUser extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "1 to 64 characters of a-z 0-9 . _ -")
    private String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description = "user, operator or admin (default: user).")
    private @Nullable String role;

    public CreateUser(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      ObjectNode request = Json.object().put("name", name);
      if (role != null) {
        request.put("role", role);
      }
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode user = gateway.post(ApiPath.of("users"), request);
        invocation.show(
            user,
            () ->
                new Fields()
                    .add("user", Json.text(user, "name") + " (" + Json.text(user, "role") + ")")
                    .add("id", Json.text(user, "id"))
                    .add("sign-in code", Json.text(user, "sign_in_code"))
                    .add("until", Times.toTheMinute(Json.text(user, "sign_in_code_expires_at")))
                    .lines());
      }
    }
  }

  /** All users. */
  @Command(
      name = "list",
      description = "List the users. Operators and admins only.",
      footer = {"", "Example:", "  mosaic user list"})
  public static final class ListUsers extends Action {
    private final Invocation invocation;

    public ListUsers(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.get(ApiPath.of("users"));
        invocation.show(answer, () -> table(answer).lines(invocation.terminal().columns()));
      }
    }

    private static Table table(ObjectNode answer) {
      Table table =
          Table.withElastic("NAME", "ID", "NAME", "ROLE", "CREATED", "DISABLED", "SIGNED IN BY");
      for (JsonNode user : answer.path("items")) {
        table.row(
            List.of(
                Json.text(user, "id"),
                Json.text(user, "name"),
                Json.text(user, "role"),
                Times.toTheMinute(Json.text(user, "created_at")),
                Times.toTheMinute(Json.text(user, "disabled_at")),
                Json.text(user, "provider")));
      }
      return table;
    }
  }

  /** A new sign-in code for an existing user. */
  @Command(
      name = "sign-in-code",
      description = "Make a new sign-in code; earlier ones stop working. Admins only.",
      footer = {"", "Example:", "  mosaic user sign-in-code alice"})
  public static final class NewSignInCode extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The user's name or id.")
    private String name = "";

    public NewSignInCode(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        String id = new Directory(gateway).userId(name);
        ObjectNode answer = gateway.post(ApiPath.of("users", id, "sign-in-code"), Json.object());
        invocation.show(
            answer,
            () ->
                new Fields()
                    .add("sign-in code", Json.text(answer, "sign_in_code"))
                    .add("until", Times.toTheMinute(Json.text(answer, "sign_in_code_expires_at")))
                    .lines());
      }
    }
  }

  /** Another role. */
  @Command(
      name = "set-role",
      description = "Give a local user another role, from their next request on. Admins only.",
      footer = {"", "Example:", "  mosaic user set-role alice operator"})
  public static final class SetRole extends Action {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "NAME", description = "The user's name or id.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "ROLE", description = "user, operator or admin.")
    private String role = "";

    public SetRole(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        String id = new Directory(gateway).userId(name);
        ObjectNode request = Json.object().put("role", role);
        ObjectNode user = gateway.post(ApiPath.of("users", id, "role"), request);
        invocation.show(user, () -> lines(user));
      }
    }
  }

  /** The end of every token of a user. */
  @Command(
      name = "revoke-tokens",
      description = {
        "End every token of a user, at once. Admins only.",
        "The user can sign in again; `mosaic user disable` keeps them out."
      },
      footer = {"", "Example:", "  mosaic user revoke-tokens alice"})
  public static final class RevokeTokens extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The user's name or id.")
    private String name = "";

    public RevokeTokens(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        String id = new Directory(gateway).userId(name);
        ObjectNode answer = gateway.post(ApiPath.of("users", id, "revoke-tokens"), Json.object());
        invocation.show(
            answer,
            () ->
                List.of(
                    SafeText.line("ended " + Json.text(answer, "revoked") + " tokens of " + name)));
      }
    }
  }

  /** Keeps a user out. */
  @Command(
      name = "disable",
      description = {
        "Let a user in nowhere any more: their tokens end, and what grants let peers read of theirs."
            + " Admins only.",
        "Nothing that they own is lost."
      },
      footer = {"", "Example:", "  mosaic user disable alice"})
  public static final class Disable extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The user's name or id.")
    private String name = "";

    public Disable(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      act(invocation, name, "disable");
    }
  }

  /** Lets a user in again. */
  @Command(
      name = "enable",
      description = "Let a disabled user sign in again; tokens that ended stay ended. Admins only.",
      footer = {"", "Example:", "  mosaic user enable alice"})
  public static final class Enable extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The user's name or id.")
    private String name = "";

    public Enable(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      act(invocation, name, "enable");
    }
  }

  private static void act(Invocation invocation, String name, String verb) throws IOException {
    try (Gateway gateway = invocation.gateway()) {
      String id = new Directory(gateway).userId(name);
      ObjectNode user = gateway.post(ApiPath.of("users", id, verb), Json.object());
      invocation.show(user, () -> lines(user));
    }
  }

  private static List<String> lines(ObjectNode user) {
    String disabledAt = Json.text(user, "disabled_at");
    Fields fields =
        new Fields()
            .add("user", Json.text(user, "name") + " (" + Json.text(user, "role") + ")")
            .add("id", Json.text(user, "id"));
    if (!disabledAt.isEmpty()) {
      fields.add("disabled", Times.toTheMinute(disabledAt));
    }
    return fields.lines();
  }
}
