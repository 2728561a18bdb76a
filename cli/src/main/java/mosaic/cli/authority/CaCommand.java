package mosaic.cli.authority;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import mosaic.cli.Action;
import mosaic.cli.CommandFailure;
import mosaic.cli.ExitCode;
import mosaic.cli.Group;
import mosaic.cli.Invocation;
import mosaic.cli.Times;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.gateway.Problem;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an admin does with the gateway's CA. */
@Command(
    name = "ca",
    description = "The certificate authority of this gateway.",
    footer = {"", "Example:", "  mosaic ca show"})
public final class CaCommand extends Group {

  private static List<String> lines(ObjectNode answer, int columns) {
    Table authorities =
        Table.withElastic(
            "FINGERPRINT", "KIND", "STATE", "FINGERPRINT", "SINCE", "NEXT", "CERTIFICATE UNTIL");
    for (JsonNode authority : answer.path("authorities")) {
      authorities.row(
          List.of(
              Json.text(authority, "kind"),
              Json.text(authority, "state"),
              Json.text(authority, "fingerprint"),
              since(authority),
              next(authority),
              Times.toTheMinute(Json.text(authority, "not_after"))));
    }
    List<String> lines = new ArrayList<>(authorities.lines(columns));
    lines.add("");
    lines.add(
        "Server certificate until "
            + Times.toTheMinute(Json.text(answer.path("server"), "not_after"))
            + ", a new one from "
            + Times.toTheMinute(Json.text(answer.path("server"), "renews_at")));
    if (!answer.path("peers").isEmpty()) {
      lines.add("");
      lines.addAll(peers(answer).lines(columns));
    }
    return lines;
  }

  private static Table peers(ObjectNode answer) {
    Table table =
        Table.withElastic("PINS", "PEER", "GRANT", "PINS", "SAID", "NEEDS THE RETIRING ROOT");
    for (JsonNode peer : answer.path("peers")) {
      table.row(
          List.of(
              Json.text(peer, "requesting_server"),
              Json.text(peer, "grant_id"),
              Json.text(peer, "pinned_root"),
              Times.toTheMinute(Json.text(peer, "said_at")),
              Json.text(peer, "depends_on_retiring").replace('_', ' ')));
    }
    return table;
  }

  private static String since(JsonNode authority) {
    for (String step : List.of("retired_at", "retiring_at", "current_at", "created_at")) {
      if (!Json.text(authority, step).isEmpty()) {
        return Times.toTheMinute(Json.text(authority, step));
      }
    }
    return "";
  }

  private static String next(JsonNode authority) {
    if (!Json.text(authority, "activates_at").isEmpty()) {
      return "current " + Times.toTheSecond(Json.text(authority, "activates_at"));
    }
    if (!Json.text(authority, "retires_at").isEmpty()) {
      return "retired " + Times.toTheMinute(Json.text(authority, "retires_at"));
    }
    return "";
  }

  /** What there is. */
  @Command(
      name = "show",
      description = {
        "Show the roots and issuing CAs of the gateway, the states they are in, its server"
            + " certificate, and on which root each peer depends. Operators and admins only."
      },
      footer = {"", "Example:", "  mosaic ca show"})
  public static final class Show extends Action {
    private final Invocation invocation;

    public Show(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.get(ApiPath.of("ca"));
        invocation.show(answer, () -> lines(answer, invocation.terminal().columns()));
      }
    }
  }

  /** A new one takes the place of an old one. */
  @Command(
      name = "rotate",
      description = {
        "Rotate the server certificate, the issuing CA or the root, without a restart and without a"
            + " failed request. Admins only.",
        "What is new is used after a few seconds, when every process of the gateway trusts it. What"
            + " is old stays trusted as long as somebody depends on it; until then a rotation can"
            + " be rolled back."
      },
      footer = {
        "",
        "Examples:",
        "  mosaic ca rotate root --rehearse",
        "  mosaic ca rotate issuing",
        "  mosaic ca rotate root --yes",
        "  mosaic ca rotate root --finish",
        "  mosaic ca rotate --roll-back"
      })
  public static final class Rotate extends Action {
    private final Invocation invocation;

    @Parameters(
        paramLabel = "server|issuing|root",
        arity = "0..1",
        description = "What to rotate; with --roll-back what was rotated last, if not given.")
    private @Nullable What what;

    @Option(
        names = "--finish",
        description =
            "End the overlap: retire the root that was replaced. Refused while peers depend on it.")
    private boolean finish;

    @Option(names = "--force", description = "With --finish: although peers depend on it.")
    private boolean force;

    @Option(names = "--roll-back", description = "Put back what was current before.")
    private boolean rollBack;

    @Option(
        names = "--rehearse",
        description = {
          "Change nothing: let every peer try what the rotation would lead to, and report which are"
              + " ready and which would break. Ends with status 1 when one would break."
        })
    private boolean rehearse;

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        description = "With --rehearse: how long to wait for peers (default: ${DEFAULT-VALUE}).")
    private int wait = 30;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    public Rotate(Invocation invocation) {
      this.invocation = invocation;
    }

    private static final long LOOK_AGAIN_NANOS = 500_000_000;

    /** What can be rotated. */
    enum What {
      server,
      issuing,
      root
    }

    @Override
    protected void run() throws IOException {
      if (rehearse) {
        What wanted = what;
        if (wanted == null || finish || rollBack || force || wait < 0) {
          throw usage("--rehearse needs to know what, and goes with --wait only");
        }
        rehearse(wanted);
      } else if (finish) {
        require(!rollBack && (what == null || what == What.root), "--finish is of a root");
        ask(
            force
                ? "Retire the old root, although peers may depend on it?"
                : "Retire the old root?");
        post("finish", Json.object().put("force", force));
      } else if (rollBack) {
        require(!force && what != What.server, "the issuing CA and the root can be rolled back");
        ask("Roll the rotation back?");
        ObjectNode body = Json.object();
        post("roll-back", what == null ? body : body.put("what", name(what)));
      } else {
        What wanted = what;
        if (wanted == null || force) {
          throw usage(wanted == null ? "say what to rotate" : "--force is of --finish");
        }
        ask("Rotate the %s?".formatted(title(wanted)));
        post("rotate", Json.object().put("what", name(wanted)));
      }
    }

    /** Peers hear of it with their next request, so those that ask nothing stay silent. */
    private void rehearse(What wanted) throws IOException {
      Instant end = invocation.clock().instant().plusSeconds(wait);
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode report =
            gateway.post(ApiPath.of("ca", "rehearse"), Json.object().put("what", name(wanted)));
        while (isAnySilent(report) && invocation.clock().instant().isBefore(end)) {
          LockSupport.parkNanos(LOOK_AGAIN_NANOS);
          report = gateway.get(ApiPath.of("ca", "rehearsals", Json.text(report, "id")));
        }
        ObjectNode last = report;
        invocation.show(last, () -> results(last, invocation.terminal().columns()));
        if (has(last, "would_break")) {
          throw new CommandFailure(
              ExitCode.REFUSED,
              Problem.local(
                  "peers-would-break",
                  "Some peers would break",
                  "",
                  "tell their admins; the reasons are those of PROBLEMS and PROTOCOL"));
        }
      }
    }

    private static boolean isAnySilent(ObjectNode report) {
      return has(report, "not_heard_from");
    }

    private static boolean has(ObjectNode report, String outcome) {
      for (JsonNode peer : report.path("peers")) {
        if (Json.text(peer, "outcome").equals(outcome)) {
          return true;
        }
      }
      return false;
    }

    private static List<String> results(ObjectNode report, int columns) {
      Table table = Table.withElastic("WHY", "PEER", "GRANT", "OUTCOME", "WHY");
      for (JsonNode peer : report.path("peers")) {
        table.row(
            List.of(
                Json.text(peer, "requesting_server"),
                Json.text(peer, "grant_id"),
                Json.text(peer, "outcome").replace('_', ' '),
                Json.text(peer, "reason").replace('_', ' ')));
      }
      return table.isEmpty()
          ? List.of("no grant is in force: nobody to ask")
          : table.lines(columns);
    }

    private void ask(String question) {
      invocation.confirm(yes, question);
    }

    private void post(String act, ObjectNode body) throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.post(ApiPath.of("ca", act), body);
        invocation.show(answer, () -> lines(answer, invocation.terminal().columns()));
      }
    }

    private static String name(What what) {
      return what.name().toLowerCase(Locale.ROOT);
    }

    private static String title(What what) {
      return switch (what) {
        case server -> "server certificate";
        case issuing -> "issuing CA";
        case root -> "root";
      };
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw usage(otherwise);
      }
    }

    private static CommandFailure usage(String detail) {
      return CommandFailure.usage(
          "usage", "These do not go together", detail, "mosaic ca rotate --help");
    }
  }
}
