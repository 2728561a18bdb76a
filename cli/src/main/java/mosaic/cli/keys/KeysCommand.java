package mosaic.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.Action;
import mosaic.cli.Group;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The master key of a gateway: which line of it has sealed what. */
@Command(
    name = "keys",
    description = {
      "The master key of this gateway, whose lines are known by the first bytes of their SHA-256.",
      "To rotate it: put a new first line (openssl rand -base64 32) into its file on every host, then"
          + " `mosaic keys reseal`, then take out the lines that it names."
    },
    footer = {"", "Example:", "  mosaic keys reseal"})
public final class KeysCommand extends Group {

  /** What every line is needed for. */
  @Command(
      name = "show",
      description = "Show the lines of the master key, and how many values need each. Admins only.",
      footer = {"", "Example:", "  mosaic keys show"})
  public static final class Show extends Action {
    private final Invocation invocation;

    public Show(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        ObjectNode keys = gateway.get(ApiPath.of("keys"));
        invocation.show(keys, () -> KeyLines.of(keys, invocation.terminal().columns()));
      }
    }
  }

  /** Everything under the line that seals. */
  @Command(
      name = "reseal",
      description = {
        "Seal anew, under the first line of the master key, everything that another line has sealed."
            + " Admins only.",
        "The gateway goes on serving. May be stopped at any time, and run again."
      },
      footer = {"", "Example:", "  mosaic keys reseal --dry-run"})
  public static final class Reseal extends Action {
    private final Invocation invocation;

    @Option(names = "--dry-run", description = "Say what there is to do, and do nothing.")
    private boolean dryRun;

    public Reseal(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    protected void run() throws IOException {
      try (Gateway gateway = invocation.gateway()) {
        if (dryRun) {
          ObjectNode keys = gateway.get(ApiPath.of("keys"));
          invocation.show(keys, () -> plan(keys));
          return;
        }
        ObjectNode done = new Resealing(invocation, gateway).run();
        invocation.show(done, () -> lines(done));
      }
    }

    private List<String> plan(JsonNode keys) {
      List<String> lines = new ArrayList<>(KeyLines.of(keys, invocation.terminal().columns()));
      lines.add("");
      lines.add(
          "%d values would be sealed anew; nothing was changed"
              .formatted(KeyLines.notUnderFirst(keys)));
      return lines;
    }

    private List<String> lines(JsonNode done) {
      List<String> lines = new ArrayList<>();
      lines.add("%s values sealed anew".formatted(Json.text(done, "resealed")));
      lines.add("");
      lines.addAll(KeyLines.of(done.path("keys"), invocation.terminal().columns()));
      return lines;
    }
  }
}
