package mosaic.cli.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mosaic.cli.Action;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rows that are like a text, the best first. */
@Command(
    name = "search",
    description = {
      "Find the rows that are most like a text, the best first.",
      "So far this works for memory, and for the rows of this gateway only. What was written a"
          + " moment ago may not be found yet."
    },
    footer = {
      "",
      "Examples:",
      "  mosaic search memory \"where we keep the certificates\"",
      "  mosaic search memory backup --limit 5 --output json"
    })
public final class SearchCommand extends Action {
  private static final int LARGEST_LIMIT = 100;
  private static final int LONGEST_TEXT = 1000;

  private final Invocation invocation;

  @Parameters(
      index = "0",
      paramLabel = "RESOURCE",
      converter = Resource.Converter.class,
      description = Resource.NAMES)
  private Resource resource = Resource.MEMORY;

  @Parameters(index = "1", paramLabel = "TEXT", description = "What to search for.")
  private String text = "";

  @Mixin private SourceOption source = new SourceOption();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The most rows, 1 to 100 (default: 20).")
  private @Nullable Integer limit;

  public SearchCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    if (limit != null && (limit < 1 || limit > LARGEST_LIMIT)) {
      throw usage("--limit must be between 1 and 100");
    }
    if (text.isBlank() || text.codePointCount(0, text.length()) > LONGEST_TEXT) {
      throw usage("TEXT must have 1 to 1000 characters");
    }
    ApiPath path =
        ApiPath.of(resource.path(), "search")
            .with("q", text)
            .with("source", source.text())
            .with("limit", Optional.ofNullable(limit).map(String::valueOf));
    try (Gateway gateway = invocation.gateway()) {
      ObjectNode answer = gateway.get(path);
      invocation.show(answer, () -> lines(gateway, answer));
      SourceReport.warn(invocation.terminal(), answer);
    }
  }

  private List<String> lines(Gateway gateway, ObjectNode answer) {
    TeamNames teams = new TeamNames(gateway);
    Table table = Table.withElastic("TITLE", "SCORE", "SOURCE", "ID", "TITLE", "TEAM");
    for (JsonNode item : answer.path("items")) {
      table.row(
          List.of(
              String.format(Locale.ROOT, "%.2f", item.path("score").asDouble()),
              Json.text(item, "_source"),
              Json.text(item, "id"),
              Json.text(item, "title"),
              teams.of(item)));
    }
    List<String> lines = new ArrayList<>();
    if (table.isEmpty()) {
      lines.add("no rows");
    } else {
      lines.addAll(table.lines(invocation.terminal().columns()));
    }
    lines.add("");
    lines.addAll(SourceReport.lines(answer.path("sources")));
    return lines;
  }

  private static CommandFailure usage(String detail) {
    return CommandFailure.usage(
        "usage", "The command was not understood", detail, "mosaic search --help");
  }
}
