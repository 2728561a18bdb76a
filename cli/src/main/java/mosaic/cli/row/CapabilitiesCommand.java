package mosaic.cli.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.Action;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What can be read from where. */
@Command(
    name = "capabilities",
    description = "Show what can be read from each source, and its limits.",
    footer = {"", "Example:", "  mosaic capabilities --source all"})
public final class CapabilitiesCommand extends Action {
  private final Invocation invocation;

  @Mixin private SourceOption source = new SourceOption();

  public CapabilitiesCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    try (Gateway gateway = invocation.gateway()) {
      ObjectNode answer = gateway.get(ApiPath.of("capabilities").with("source", source.text()));
      invocation.show(answer, () -> lines(answer));
      SourceReport.warn(invocation.terminal(), answer);
    }
  }

  private List<String> lines(ObjectNode answer) {
    Table table =
        Table.withElastic("VERBS", "SOURCE", "RESOURCE", "VERBS", "MOST ROWS", "A MINUTE");
    for (JsonNode asked : answer.path("sources")) {
      JsonNode capabilities = asked.path("capabilities");
      JsonNode limits = capabilities.path("limits");
      for (JsonNode resource : capabilities.path("resources")) {
        table.row(
            List.of(
                Json.text(asked, "source"),
                resource.isTextual() ? resource.textValue() : Json.text(resource, "resource"),
                verbs(resource),
                Json.text(limits, "max_rows_per_query"),
                Json.text(limits, "rate_limit_rpm")));
      }
    }
    List<String> lines = new ArrayList<>(table.lines(invocation.terminal().columns()));
    lines.add("");
    lines.addAll(SourceReport.lines(answer.path("sources")));
    return lines;
  }

  private static String verbs(JsonNode resource) {
    List<String> verbs = new ArrayList<>();
    resource.path("verbs").forEach(verb -> verbs.add(verb.asText()));
    return String.join(", ", verbs);
  }
}
