package mosaic.cli.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import mosaic.cli.terminal.MarkedLine;
import mosaic.cli.terminal.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rows that a text finds, the best first. */
@Command(
    name = "search",
    description = {
      "Find rows by their words, the best first, here, at a peer, or everywhere.",
      "",
      "All words must occur. \"A phrase\" in double quotes; -word must not occur; word* is a"
          + " beginning; or between two of these. Below each row stands where it was found.",
      "",
      "With --source all, the best of each source come first, then the second best, and so on."
          + " Scores are comparable within one source only. Memory of this gateway, in tier"
          + " federated, is found by what is most like the text; what was written a moment ago may"
          + " not be found yet."
    },
    footer = {
      "",
      "Examples:",
      "  mosaic search certificate --source all",
      "  mosaic search notes '\"release notes\" -draft or plan*'",
      "  mosaic search memory backup --limit 5 --output json",
      "  mosaic search -- '-draft release'"
    })
public final class SearchCommand extends Action {
  private static final int LARGEST_LIMIT = 100;
  private static final int MOST_BYTES = 1000;
  private static final String INDENT = "       ";

  private final Invocation invocation;

  @Parameters(
      index = "0..1",
      arity = "1..2",
      paramLabel = "[RESOURCE] TEXT",
      hideParamSyntax = true,
      completionCandidates = Resource.Candidates.class,
      description = "What to search for; in " + Resource.NAMES + ", or else in all of them.")
  private List<String> words = List.of();

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
    String text = words.getLast();
    if (text.isBlank() || text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw usage("TEXT must have 1 to 1000 bytes");
    }
    ApiPath path =
        (words.size() == 1
                ? ApiPath.of("search")
                : ApiPath.of(Resource.parse(words.getFirst()).path(), "search"))
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
    Table table = Table.withElastic("TITLE", "SCORE", "SOURCE", "TYPE", "ID", "TITLE", "TEAM");
    for (JsonNode item : answer.path("items")) {
      table.row(
          List.of(
              String.format(Locale.ROOT, "%.2f", item.path("score").asDouble()),
              Json.text(item, "_source"),
              Json.text(item, "resource"),
              Json.text(item, "id"),
              Json.text(item, "title"),
              teams.of(item)));
    }
    List<String> lines = new ArrayList<>();
    if (table.isEmpty()) {
      lines.add("no rows");
    } else {
      List<String> rows = table.lines(invocation.terminal().columns());
      lines.add(rows.getFirst());
      int row = 0;
      for (JsonNode item : answer.path("items")) {
        row++;
        lines.add(rows.get(row));
        snippet(item).ifPresent(lines::add);
      }
    }
    lines.add("");
    lines.addAll(SourceReport.lines(answer.path("sources")));
    return lines;
  }

  private Optional<String> snippet(JsonNode item) {
    MarkedLine line = new MarkedLine();
    for (JsonNode segment : item.path("snippet")) {
      line.add(Json.text(segment, "text"), segment.path("match").asBoolean());
    }
    int columns = invocation.terminal().columns() - INDENT.length();
    return line.isEmpty()
        ? Optional.empty()
        : Optional.of(INDENT + line.show(columns, invocation.terminal().outputOnTerminal()));
  }

  private static CommandFailure usage(String detail) {
    return CommandFailure.usage(
        "usage", "The command was not understood", detail, "mosaic search --help");
  }
}
