package mosaic.cli.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mosaic.cli.CommandFailure;
import mosaic.cli.Id;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an admin of the serving side changes about a grant that is there. */
public final class GrantChangeCommands {
  private GrantChangeCommands() {}

  /** The version that a change is made on: what was said, or what there is now. */
  private static int version(Gateway gateway, Id grant, @Nullable Integer said) {
    return said == null
        ? gateway.get(GrantText.path(grant.text())).path("grant").path("version").asInt()
        : said;
  }

  /** Switches a grant off. */
  @Command(
      name = "suspend",
      description = {
        "Switch a grant off: the next request is refused. Admins only.",
        "Its certificate stays as it is; `resume` switches the grant on again."
      },
      footer = {
        "",
        "Example:",
        "  mosaic federation grant suspend 0198c0de-0000-7000-8000-000000000001"
      })
  public static final class Suspend extends GrantAction {
    public Suspend(Invocation invocation) {
      super(invocation);
    }

    @Override
    void run(Gateway gateway, Id grant) throws IOException {
      change(gateway, grant, "suspend", Json.object());
    }
  }

  /** Switches a grant on again. */
  @Command(
      name = "resume",
      description = "Switch a suspended grant on again. Admins only.",
      footer = {
        "",
        "Example:",
        "  mosaic federation grant resume 0198c0de-0000-7000-8000-000000000001"
      })
  public static final class Resume extends GrantAction {
    public Resume(Invocation invocation) {
      super(invocation);
    }

    @Override
    void run(Gateway gateway, Id grant) throws IOException {
      change(gateway, grant, "resume", Json.object());
    }
  }

  /** Everything but the scope. */
  @Command(
      name = "edit",
      description = {
        "Change the rate limit, the expiry or the notes of a grant. Admins only.",
        "What changes holds from the next request on."
      },
      footer = {
        "",
        "Examples:",
        "  mosaic federation grant edit 0198c0de-0000-7000-8000-000000000001 --rate-limit 120",
        "  mosaic federation grant edit 0198c0de-0000-7000-8000-000000000001 --expires 2027-01-31"
      })
  public static final class Edit extends GrantAction {
    @Option(
        names = "--rate-limit",
        paramLabel = "N",
        description = "Requests a minute, 1 to 100000.")
    private @Nullable Integer rateLimit;

    @Option(
        names = "--expires",
        paramLabel = "WHEN",
        description =
            "A day, which counts to its end in UTC (2027-01-31), a moment (2027-01-31T12:00:00Z), a"
                + " time from now (90d, 12h), or never.")
    private @Nullable String expires;

    @Option(
        names = "--notes",
        paramLabel = "TEXT",
        description = "A remark for admins; an empty one deletes what is there.")
    private @Nullable String notes;

    @Option(
        names = "--if-version",
        paramLabel = "N",
        description =
            "Only if this is still the grant's version, as `show` told it (default: any).")
    private @Nullable Integer ifVersion;

    private final ObjectNode body = Json.object();

    public Edit(Invocation invocation) {
      super(invocation);
    }

    @Override
    void prepare(Id grant) {
      if (rateLimit != null) {
        body.put("rate_limit_rpm", rateLimit);
      }
      if (expires != null) {
        body.put("expires_at", expires);
      }
      if (notes != null) {
        body.put("notes", notes);
      }
      if (body.isEmpty()) {
        throw CommandFailure.usage(
            "nothing-to-change",
            "Nothing is to be changed",
            "",
            "name --rate-limit, --expires or --notes");
      }
    }

    @Override
    void run(Gateway gateway, Id grant) throws IOException {
      body.put("version", version(gateway, grant, ifVersion));
      change(gateway, grant, "edit", body);
    }
  }

  /** The scope. */
  @Command(
      name = "edit-scope",
      description = {
        "Give a grant another scope, as a new revision. Admins only.",
        "It holds from the next request on. Where two-person approval is switched on and the scope"
            + " widens to credentials or api_keys, it holds from the approval on."
      },
      footer = {
        "",
        "Example:",
        "  mosaic federation grant edit-scope 0198c0de-0000-7000-8000-000000000001 --scope-file"
            + " scope.json"
      })
  public static final class EditScope extends GrantAction {
    @Option(
        names = "--scope-file",
        required = true,
        paramLabel = "FILE",
        description = "The whole new scope document (JSON).")
    private Path scopeFile = Path.of("");

    @Option(
        names = "--allow-sensitive",
        description = "Needed when the scope names credentials or api_keys.")
    private boolean allowSensitive;

    @Option(
        names = "--if-version",
        paramLabel = "N",
        description =
            "Only if this is still the grant's version, as `show` told it (default: any).")
    private @Nullable Integer ifVersion;

    private final ObjectNode body = Json.object();

    public EditScope(Invocation invocation) {
      super(invocation);
    }

    @Override
    void prepare(Id grant) throws IOException {
      body.set("scope", ScopeFile.read(scopeFile));
      if (allowSensitive) {
        body.put("allow_sensitive", true);
      }
    }

    @Override
    void run(Gateway gateway, Id grant) throws IOException {
      body.put("version", version(gateway, grant, ifVersion));
      change(gateway, grant, "edit-scope", body);
    }
  }

  /** The second admin's yes. */
  @Command(
      name = "approve",
      description = {
        "Approve the scope of a grant that names credentials or api_keys. Admins only.",
        "Not who made the grant, nor who wrote the scope. Shows the scope and asks."
      },
      footer = {
        "",
        "Example:",
        "  mosaic federation grant approve 0198c0de-0000-7000-8000-000000000001"
      })
  public static final class Approve extends GrantAction {
    @Option(
        names = "--revision",
        paramLabel = "N",
        description = "Only if this is the revision that waits (default: the one that is shown).")
    private @Nullable Integer revision;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    public Approve(Invocation invocation) {
      super(invocation);
    }

    @Override
    void run(Gateway gateway, Id grant) throws IOException {
      ObjectNode shown = gateway.get(GrantText.path(grant.text()));
      int waiting = shown.path("grant").path("awaiting_revision").asInt();
      int meant = revision == null ? waiting : revision;
      if (waiting > 0) {
        invocation()
            .confirm(
                yes,
                "Let %s read as %s here: %s?"
                    .formatted(
                        Json.text(shown.path("grant"), "requesting_server"),
                        Json.text(shown.path("grant"), "subject_user"),
                        scope(shown, meant)));
      }
      change(gateway, grant, "approve", Json.object().put("revision", meant));
    }

    private static String scope(ObjectNode shown, int revision) {
      for (JsonNode candidate : shown.path("scope_revisions")) {
        if (candidate.path("revision").asInt() == revision) {
          return candidate.path("scope").toString();
        }
      }
      return "revision " + revision;
    }
  }

  /** A new enrolment URL. */
  @Command(
      name = "rotate-token",
      description = {
        "Make a new enrolment URL for a pending grant; those before it stop working. Admins only.",
        "It holds a secret and is shown this once: hand it over by a way that only the admin of the"
            + " other gateway can read."
      },
      footer = {
        "",
        "Example:",
        "  mosaic federation grant rotate-token 0198c0de-0000-7000-8000-000000000001"
      })
  public static final class RotateToken extends GrantAction {
    public RotateToken(Invocation invocation) {
      super(invocation);
    }

    @Override
    void run(Gateway gateway, Id grant) throws IOException {
      ObjectNode answer = gateway.post(GrantText.path(grant.text(), "rotate-token"), Json.object());
      invocation().show(answer, () -> GrantText.invitation(answer));
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
  public static final class CancelToken extends GrantAction {
    public CancelToken(Invocation invocation) {
      super(invocation);
    }

    @Override
    void run(Gateway gateway, Id grant) throws IOException {
      ObjectNode answer = gateway.post(GrantText.path(grant.text(), "cancel-token"), Json.object());
      invocation()
          .show(answer, () -> List.of("cancelled: " + answer.path("cancelled_tokens").asInt()));
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
  public static final class Revoke extends GrantAction {
    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    public Revoke(Invocation invocation) {
      super(invocation);
    }

    @Override
    void prepare(Id grant) throws IOException {
      invocation().confirm(yes, "Revoke grant " + grant + " for good?");
    }

    @Override
    void run(Gateway gateway, Id grant) throws IOException {
      change(gateway, grant, "revoke", Json.object());
    }
  }
}
