package mosaic.cli.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mosaic.cli.Action;
import mosaic.cli.Id;
import mosaic.cli.Invocation;
import mosaic.cli.TextSource;
import mosaic.cli.Times;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Fields;
import mosaic.cli.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an admin of the serving side does with grants. */
public final class GrantCommands {
  private GrantCommands() {}

  /** A pending grant and the URL that activates it. */
  @Command(
      name = "create",
      description = {
        "Let another gateway read what one user here may read, as far as the scope goes.",
        "Prints an enrolment URL that works once. It holds a secret: hand it over by a way that"
            + " only the admin of the other gateway can read."
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

    @Option(
        names = "--expires",
        paramLabel = "WHEN",
        description =
            "When it ends: a day, which counts to its end in UTC (2027-01-31), a moment"
                + " (2027-01-31T12:00:00Z), or a time from now (90d, 12h) (default: never).")
    private @Nullable String expires;

    @Option(
        names = "--requesting-ca",
        paramLabel = "FILE",
        description = {
          "Take certificates of the other gateway's own CA, whose root this is (PEM), for this"
              + " grant",
          "and no other. The other side adds the peer with --own-ca."
        })
    private @Nullable Path requestingCa;

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
      request.set("scope", ScopeFile.read(scopeFile));
      if (rateLimit != null) {
        request.put("rate_limit_rpm", rateLimit);
      }
      if (expires != null) {
        request.put("expires_at", expires);
      }
      if (requestingCa != null) {
        request.put(
            "requesting_ca", new String(TextSource.bytes(requestingCa), StandardCharsets.US_ASCII));
      }
      if (notes != null) {
        request.put("notes", notes);
      }
      if (allowSensitive) {
        request.put("allow_sensitive", true);
      }
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.post(GrantText.path(), request);
        invocation.show(answer, () -> GrantText.invitation(answer));
      }
    }
  }

  /** All grants. */
  @Command(
      name = "list",
      description = "List the grants. Operators and admins only.",
      footer = {
        "",
        "Examples:",
        "  mosaic federation grant list",
        "  mosaic federation grant list --status awaiting_approval"
      })
  public static final class ListGrants extends Action {
    private final Invocation invocation;

    @Option(
        names = "--status",
        paramLabel = "STATUS",
        description =
            "Only these: pending, awaiting_approval, active, suspended, expired or revoked.")
    private @Nullable String status;

    @Option(names = "--user", paramLabel = "NAME", description = "Only those of this user.")
    private @Nullable String user;

    public ListGrants(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.get(filtered());
        invocation.show(answer, () -> table(answer).lines(invocation.terminal().columns()));
      }
    }

    private ApiPath filtered() {
      return GrantText.path()
          .with("status", Optional.ofNullable(status).map(text -> text.replace(' ', '_')))
          .with("user", Optional.ofNullable(user));
    }

    private static Table table(ObjectNode answer) {
      Table table =
          Table.withElastic(
              "FOR",
              "ID",
              "USER",
              "FOR",
              "STATUS",
              "A MINUTE",
              "EXPIRES",
              "CERTIFICATE UNTIL",
              "LAST USED");
      for (JsonNode grant : answer.path("items")) {
        table.row(
            List.of(
                Json.text(grant, "id"),
                Json.text(grant, "subject_user"),
                Json.text(grant, "requesting_server"),
                GrantText.state(grant),
                Json.text(grant, "rate_limit_rpm"),
                Times.toTheMinute(Json.text(grant, "expires_at")),
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
  public static final class Show extends GrantAction {
    public Show(Invocation invocation) {
      super(invocation);
    }

    @Override
    void run(Gateway gateway, Id grant) throws IOException {
      ObjectNode answer = gateway.get(GrantText.path(grant.text()));
      invocation().show(answer, () -> lines(answer));
    }

    private static List<String> lines(ObjectNode answer) {
      Fields fields = GrantText.fields(answer.path("grant"));
      for (JsonNode revision : answer.path("scope_revisions")) {
        fields.add(
            "revision " + Json.text(revision, "revision"),
            GrantText.moment(revision, "created_at")
                + " by "
                + Json.text(revision, "created_by")
                + approval(revision)
                + " "
                + revision.path("scope"));
      }
      return fields.lines();
    }

    private static String approval(JsonNode revision) {
      if (!revision.path("needs_approval").asBoolean()) {
        return "";
      }
      String by = Json.text(revision, "approved_by");
      return by.isEmpty()
          ? ", not approved"
          : ", approved " + GrantText.moment(revision, "approved_at") + " by " + by;
    }
  }
}
