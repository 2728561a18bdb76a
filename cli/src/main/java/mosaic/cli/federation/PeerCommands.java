package mosaic.cli.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import mosaic.cli.Action;
import mosaic.cli.Id;
import mosaic.cli.Invocation;
import mosaic.cli.NameLookup;
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
import picocli.CommandLine.Parameters;

/** What is done with peers on the asking side. */
public final class PeerCommands {
  private PeerCommands() {}

  private static Fields fields(JsonNode peer) {
    return new Fields()
        .add("peer", Json.text(peer, "peer_hostname"))
        .add("id", Json.text(peer, "id"))
        .add("status", Json.text(peer, "status"))
        .add("user", Json.text(peer, "local_user"))
        .add("grant", Json.text(peer, "grant_id"))
        .add("its CA root", Json.text(peer, "peer_ca_fingerprint"))
        .addIfPresent("certificate until", moment(peer, "cert_expires_at"))
        .addIfPresent("last success", moment(peer, "last_success_at"))
        .addIfPresent("last failure", moment(peer, "last_failure_at"))
        .addIfPresent("notes", Json.text(peer, "notes"));
  }

  private static String moment(JsonNode peer, String name) {
    return Times.toTheSecond(Json.text(peer, name));
  }

  private static String idOf(Gateway gateway, String hostOrId) {
    return Id.isOne(hostOrId)
        ? Id.parse(hostOrId).text()
        : new NameLookup("peer", "peer_hostname", "mosaic federation peer list")
            .id(gateway.get(ApiPath.of("federation", "peers")), hostOrId.toLowerCase(Locale.ROOT));
  }

  /** Enrols with an enrolment URL. */
  @Command(
      name = "add",
      description = {
        "Enrol with another gateway, by the enrolment URL that its admin made. Admins only.",
        "The URL holds a secret that works once. As an argument it is visible to everybody on this"
            + " machine who can list processes, and stays in the history of the shell: prefer '-'"
            + " and standard input."
      },
      footer = {
        "",
        "Examples:",
        "  mosaic federation peer add - --user alice < enrolment-url.txt",
        "  mosaic federation peer add 'https://work.example:8443/federation/enrolment/v1/...'"
      })
  public static final class Add extends Action {
    private static final int LONGEST_URL = 4096;

    private final Invocation invocation;

    @Parameters(
        paramLabel = "URL",
        description = "The enrolment URL, or - to read it from standard input.")
    private String url = "";

    @Option(
        names = "--user",
        paramLabel = "NAME",
        description = "The user here to whom the peer belongs (default: you).")
    private @Nullable String user;

    @Option(
        names = "--own-ca",
        description = {
          "The certificate comes from the CA of this gateway, whose root the other side has"
              + " imported",
          "(grant create --requesting-ca)."
        })
    private boolean ownCa;

    @Option(names = "--notes", paramLabel = "TEXT", description = "A remark for admins.")
    private @Nullable String notes;

    public Add(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      EnrolmentUrl enrolment =
          EnrolmentUrl.parse(
              url.equals("-") ? TextSource.standardInput(invocation, LONGEST_URL) : url);
      ObjectNode request = Json.object().put("url", enrolment.secretText());
      if (user != null) {
        request.put("user", user);
      }
      if (ownCa) {
        request.put("own_ca", true);
      }
      if (notes != null) {
        request.put("notes", notes);
      }
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.post(ApiPath.of("federation", "peers"), request);
        invocation.show(answer, () -> fields(answer.path("peer")).lines());
      }
    }
  }

  /** Own peers, or all for those who may see all. */
  @Command(
      name = "list",
      description = "List your peers; operators and admins see all.",
      footer = {
        "",
        "Examples:",
        "  mosaic federation peer list",
        "  mosaic federation peer list --status degraded"
      })
  public static final class ListPeers extends Action {
    private final Invocation invocation;

    @Option(
        names = "--status",
        paramLabel = "STATUS",
        description = "Only these: pending, active, degraded or revoked.")
    private @Nullable String status;

    @Option(names = "--user", paramLabel = "NAME", description = "Only those of this user.")
    private @Nullable String user;

    public ListPeers(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode answer = gateway.get(ApiPath.of("federation", "peers"));
        ArrayNode items = answer.withArray("items");
        var _ =
            items.removeIf(
                peer -> !fits(peer, "status", status) || !fits(peer, "local_user", user));
        invocation.show(answer, () -> table(answer).lines(invocation.terminal().columns()));
      }
    }

    private static boolean fits(JsonNode peer, String name, @Nullable String wanted) {
      return wanted == null || Json.text(peer, name).equals(wanted);
    }

    private static Table table(ObjectNode answer) {
      Table table =
          Table.withElastic(
              "HOST", "ID", "HOST", "USER", "STATUS", "CERTIFICATE UNTIL", "LAST SUCCESS");
      for (JsonNode peer : answer.path("items")) {
        table.row(
            List.of(
                Json.text(peer, "id"),
                Json.text(peer, "peer_hostname"),
                Json.text(peer, "local_user"),
                Json.text(peer, "status"),
                Times.toTheMinute(Json.text(peer, "cert_expires_at")),
                Times.toTheMinute(Json.text(peer, "last_success_at"))));
      }
      return table;
    }
  }

  /** One peer. */
  @Command(
      name = "show",
      description = "Show a peer.",
      footer = {"", "Example:", "  mosaic federation peer show work.example"})
  public static final class Show extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "HOST|ID", description = "Its host name or id.")
    private String peer = "";

    public Show(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        String id = idOf(gateway, peer);
        ObjectNode answer = gateway.get(ApiPath.of("federation", "peers", id));
        invocation.show(answer, () -> fields(answer.path("peer")).lines());
      }
    }
  }

  /** Forgets a peer. */
  @Command(
      name = "remove",
      description = "Forget a peer, its certificate and its key. Admins only.",
      footer = {"", "Example:", "  mosaic federation peer remove work.example --yes"})
  public static final class Remove extends Action {
    private final Invocation invocation;

    @Parameters(paramLabel = "HOST|ID", description = "Its host name or id.")
    private String peer = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    public Remove(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      invocation.confirm(yes, "Forget peer " + peer + "?");
      try (Gateway gateway = invocation.gateway()) {
        String id = idOf(gateway, peer);
        gateway.delete(ApiPath.of("federation", "peers", id));
        invocation.show(
            Json.object().put("id", id).put("removed", true), () -> List.of("removed peer " + id));
      }
    }
  }
}
