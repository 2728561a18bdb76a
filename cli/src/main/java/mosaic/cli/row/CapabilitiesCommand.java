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
import mosaic.cli.terminal.SafeText;
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
        Table.withElastic("WHAT", "SOURCE", "RESOURCE", "VERBS", "FILTERS", "SORTS", "WHAT");
    for (JsonNode asked : answer.path("sources")) {
      JsonNode capabilities = asked.path("capabilities");
      for (JsonNode resource : capabilities.path("resources")) {
        table.row(
            List.of(
                Json.text(asked, "source"),
                resource.isTextual() ? resource.textValue() : Json.text(resource, "resource"),
                joined(resource.path("verbs")),
                joined(resource.path("filters")),
                joined(resource.path("sorts")),
                Json.text(resource, "description")));
      }
    }
    List<String> lines = new ArrayList<>(table.lines(invocation.terminal().columns()));
    lines.add("");
    for (JsonNode asked : answer.path("sources")) {
      if (asked.hasNonNull("capabilities")) {
        lines.add(SafeText.line(limits(asked)));
      }
    }
    lines.addAll(SourceReport.lines(answer.path("sources")));
    return lines;
  }

  /** For example {@code local: at most 500 rows a page}. */
  private static String limits(JsonNode asked) {
    JsonNode limits = asked.path("capabilities").path("limits");
    StringBuilder line = new StringBuilder(Json.text(asked, "source"));
    line.append(": at most ").append(Json.text(limits, "max_rows_per_query"));
    line.append(" rows a page");
    if (limits.hasNonNull("requests_left")) {
      line.append("; ").append(Json.text(limits, "requests_left")).append(" of ");
      line.append(Json.text(limits, "rate_limit_rpm")).append(" requests left, all again in ");
      line.append(Json.text(limits, "resets_in_seconds")).append(" s");
    } else if (limits.hasNonNull("rate_limit_rpm")) {
      line.append("; ").append(Json.text(limits, "rate_limit_rpm")).append(" requests a minute");
    }
    return line.toString();
  }

  private static String joined(JsonNode texts) {
    List<String> all = new ArrayList<>();
    texts.forEach(text -> all.add(text.asText()));
    return String.join(", ", all);
  }
}
