package mosaic.cli.federation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.Action;
import mosaic.cli.CommandFailure;
import mosaic.cli.Id;
import mosaic.cli.Invocation;
import mosaic.cli.TextSource;
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

/** What an admin of the serving side does with grants. */
public final class GrantCommands {
  private GrantCommands() {}

  private static ApiPath path(String... segments) {
    String[] all = new String[segments.length + 2];
    all[0] = "federation";
    all[1] = "grants";
    System.arraycopy(segments, 0, all, 2, segments.length);
    return ApiPath.of(all);
  }

  private static Fields fields(JsonNode grant) {
    return new Fields()
        .add("grant", Json.text(grant, "id"))
        .add("status", Json.text(grant, "status"))
        .add("user", Json.text(grant, "subject_user"))
        .add("for", Json.text(grant, "requesting_server"))
        .add("rate limit", Json.text(grant, "rate_limit_rpm") + " a minute")
        .add("scope", grant.path("scope").toString())
        .addIfPresent("scope revision", Json.text(grant, "scope_revision"))
        .addIfPresent("its CA root", Json.text(grant, "requesting_ca_fingerprint"))
        .addIfPresent("certificate", Json.text(grant, "active_cert_fingerprint"))
        .addIfPresent("certificate until", moment(grant, "cert_expires_at"))
        .addIfPresent("created", moment(grant, "created_at"))
        .addIfPresent("activated", moment(grant, "activated_at"))
        .addIfPresent("revoked", moment(grant, "revoked_at"))
        .addIfPresent("last used", moment(grant, "last_used_at"))
        .addIfPresent("notes", Json.text(grant, "notes"));
  }

  private static String moment(JsonNode grant, String name) {
    return Times.toTheSecond(Json.text(grant, name));
  }

  /** A pending grant and the URL that activates it. */
  @Command(
      name = "create",
      description = {
        "Let another gateway read what one user here may read, as far as the scope goes.",
        "Prints an enrolment URL that works once. It holds a secret: hand it over by a way that only"
            + " the admin of the other gateway can read."
      },
      footer = {
        "",
        "Example:",
        "  mosaic federation grant create --user alice --peer home.example --scope-file scope.json",
        "with scope.json such as",
        "  { \"resources\": [\"tasks\", \"notes\"], \"max_rows_per_query\": 500 }"
      })
  public static final class Create extends Action {
    private final Invocation invocation;

    @Option(
        names = "--user",
        required = true,
        paramLabel = "NAME",
        description = "Whose view of the data it gives.")
    private String user = "";

    @Option(
        names = "--peer",
        required = true,
        paramLabel = "HOST",
        description = "The host name of the gateway that may ask.")
    private String peer = "";

    @Option(
        names = "--scope-file",
        required = true,
        paramLabel = "FILE",
        description = "The scope document (JSON).")
    private Path scopeFile = Path.of("");

    @Option(
        names = "--rate-limit",
        paramLabel = "N",
        description = "Requests a minute, 1 to 100000 (default: 60).")
    private @Nullable Integer rateLimit;

    @Option(names = "--notes", paramLabel = "TEXT", description = "A remark for admins.")
    private @Nullable String notes;

    @Option(
        names = "--allow-sensitive",
        description = "Needed when the scope names credentials or api_keys.")
    private boolean allowSensitive;

    public Create(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      ObjectNode request = Json.object().put("user", user).put("peer", peer);
      request.set("scope", scope());
      if (rateLimit != null) {
        request.put("rate_limit_rpm", rateLimit);
      }
      if (notes != null) {
        request.put("notes", notes);
      }
      if (allowSensitive) {
        request.put("allow_sensitive", true);
      }
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.post(path(), request);
        invocation.show(answer, () -> lines(answer));
      }
    }

    private JsonNode scope() throws IOException {
      try {
        JsonNode scope = Json.read(TextSource.bytes(scopeFile));
        if (scope.isObject()) {
          return scope;
        }
        throw malformed("it is not a JSON object");
      } catch (JsonProcessingException notJson) {
        String where =
            notJson.getLocation() == null
                ? ""
                : "line "
                    + notJson.getLocation().getLineNr()
                    + ", column "
                    + notJson.getLocation().getColumnNr()
                    + ": ";
        throw malformed(where + notJson.getOriginalMessage());
      }
    }

    private CommandFailure malformed(String reason) {
      return CommandFailure.usage(
          "scope-malformed",
          "The scope document cannot be read",
          scopeFile + ": " + reason,
          "mosaic federation grant create --help shows one");
    }

    private static List<String> lines(ObjectNode answer) {
      List<String> lines = new ArrayList<>(fields(answer.path("grant")).lines());
      lines.add("");
      lines.add(
          "Enrolment URL, works once, until "
              + SafeText.line(Times.toTheSecond(Json.text(answer, "enrolment_expires_at")))
              + "; whoever has it can enrol:");
      lines.add(SafeText.line(Json.text(answer, "enrolment_url")));
      return lines;
    }
  }

  /** All grants. */
  @Command(
      name = "list",
      description = "List the grants. Operators and admins only.",
      footer = {"", "Example:", "  mosaic federation grant list"})
  public static final class ListGrants extends Action {
    private final Invocation invocation;

    public ListGrants(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.get(path());
        invocation.show(answer, () -> table(answer).lines(invocation.terminal().columns()));
      }
    }

    private static Table table(ObjectNode answer) {
      Table table =
          Table.withElastic(
              "FOR", "ID", "USER", "FOR", "STATUS", "A MINUTE", "CERTIFICATE UNTIL", "LAST USED");
      for (JsonNode grant : answer.path("items")) {
        table.row(
            List.of(
                Json.text(grant, "id"),
                Json.text(grant, "subject_user"),
                Json.text(grant, "requesting_server"),
                Json.text(grant, "status"),
                Json.text(grant, "rate_limit_rpm"),
                Times.toTheMinute(Json.text(grant, "cert_expires_at")),
                Times.toTheMinute(Json.text(grant, "last_used_at"))));
      }
      return table;
    }
  }

  /** One grant with the history of its scope. */
  @Command(
      name = "show",
      description = "Show a grant and every revision of its scope. Operators and admins only.",
      footer = {
        "",
        "Example:",
        "  mosaic federation grant show 0198c0de-0000-7000-8000-000000000001"
      })
  public static final class Show extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "Its id, as in `mosaic federation grant list`.")
    private String id = "";

    public Show(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      Id grant = Id.parse(id);
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.get(path(grant.text()));
        invocation.show(answer, () -> lines(answer));
      }
    }

    private static List<String> lines(ObjectNode answer) {
      Fields fields = fields(answer.path("grant"));
      for (JsonNode revision : answer.path("scope_revisions")) {
        fields.add(
            "revision " + Json.text(revision, "revision"),
            moment(revision, "created_at")
                + " by "
                + Json.text(revision, "created_by")
                + " "
                + revision.path("scope"));
      }
      return fields.lines();
    }
  }

  /** The end of an enrolment URL. */
  @Command(
      name = "cancel-token",
      description =
          "Cancel the enrolment URLs of a grant that were handed out and not used. Admins only.",
      footer = {
        "",
        "Example:",
        "  mosaic federation grant cancel-token 0198c0de-0000-7000-8000-000000000001"
      })
  public static final class CancelToken extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "Its id, as in `mosaic federation grant list`.")
    private String id = "";

    public CancelToken(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      Id grant = Id.parse(id);
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.post(path(grant.text(), "cancel-token"), Json.object());
        invocation.show(
            answer,
            () -> List.of("cancelled: " + SafeText.line(Json.text(answer, "cancelled_tokens"))));
      }
    }
  }

  /** The end of a grant. */
  @Command(
      name = "revoke",
      description = "Revoke a grant, for good: its certificate stops working at once. Admins only.",
      footer = {
        "",
        "Example:",
        "  mosaic federation grant revoke 0198c0de-0000-7000-8000-000000000001 --yes"
      })
  public static final class Revoke extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "Its id, as in `mosaic federation grant list`.")
    private String id = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    public Revoke(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      Id grant = Id.parse(id);
      invocation.confirm(yes, "Revoke grant " + grant + " for good?");
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.post(path(grant.text(), "revoke"), Json.object());
        invocation.show(answer, () -> fields(answer.path("grant")).lines());
      }
    }
  }
}
