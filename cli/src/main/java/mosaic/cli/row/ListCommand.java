package mosaic.cli.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mosaic.cli.Action;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import mosaic.cli.people.Directory;
import mosaic.cli.terminal.SafeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rows of one resource, those that changed last first. */
@Command(
    name = "list",
    description = {
      "List rows, those that changed last first, from here, from a peer, or from everywhere.",
      "Below the table stands how each source did. With --source all, a source that did not answer"
          + " is named on standard error and the rest is shown, with exit status 0."
    },
    footer = {
      "",
      "Examples:",
      "  mosaic list tasks --source all",
      "  mosaic list tasks --status open --sort created_at",
      "  mosaic list notes --team none --since 2026-11-01",
      "  mosaic list notes --source federated:work.example --all-pages --output json"
    })
public final class ListCommand extends Action {
  private static final int LARGEST_PAGE = 500;
  private static final String NO_TEAM = "none";

  private final Invocation invocation;

  @Parameters(
      paramLabel = "RESOURCE",
      converter = Resource.Converter.class,
      completionCandidates = Resource.Candidates.class,
      description = Resource.NAMES)
  private Resource resource = Resource.TASKS;

  @Mixin private SourceOption source = new SourceOption();

  @Option(
      names = "--team",
      paramLabel = "ID",
      description =
          "Only rows of that team; for a team of this gateway its name will do. none: only personal"
              + " rows.")
  private @Nullable String team;

  @Mixin private FilterOptions filters = new FilterOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Rows per page and source, 1 to 500 (default: 50).")
  private @Nullable Integer limit;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description =
          "Go on where a page ended: the cursor shown below it. With the same filters and order.")
  private @Nullable String cursor;

  @Option(names = "--all-pages", description = "Go on to the last page. For a single source.")
  private boolean allPages;

  public ListCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    checkOptions();
    try (Gateway gateway = invocation.gateway()) {
      ApiPath path = path(gateway);
      if (invocation.wantsJson()) {
        ObjectNode merged = merged(gateway, path);
        SourceReport.warn(invocation.terminal(), merged);
        invocation.terminal().output().println(Json.pretty(merged));
      } else {
        showTable(gateway, path);
      }
    }
  }

  private void checkOptions() {
    if (limit != null && (limit < 1 || limit > LARGEST_PAGE)) {
      throw usage("--limit must be between 1 and 500");
    }
    if (source.isAll() && cursor != null) {
      throw usage("--cursor belongs to a single source, not to --source all");
    }
    if (source.isAll() && allPages) {
      throw usage("--all-pages works for a single source, not for --source all");
    }
  }

  private static CommandFailure usage(String detail) {
    return CommandFailure.usage(
        "usage", "The command was not understood", detail, "mosaic list --help");
  }

  private ApiPath path(Gateway gateway) {
    ApiPath path =
        team == null || team.equals(NO_TEAM)
            ? ApiPath.of(resource.path()).with("team", Optional.ofNullable(team))
            : ApiPath.of("teams", new Directory(gateway).teamId(team), resource.path());
    path = filters.on(path.with("source", source.text()));
    Optional<String> rows = Optional.ofNullable(limit).map(String::valueOf);
    return path.with("limit", allPages ? rows.or(() -> Optional.of("500")) : rows);
  }

  private void showTable(Gateway gateway, ApiPath path) {
    RowTable table = new RowTable(resource, new TeamNames(gateway));
    PageReader pages = new PageReader(gateway, path, Optional.ofNullable(cursor), allPages);
    List<ObjectNode> answers = new ArrayList<>();
    while (pages.hasNext()) {
      ObjectNode page = pages.next();
      page.path("items").forEach(table::add);
      page.remove("items");
      answers.add(page);
    }
    invocation.terminal().print(table.lines(invocation.terminal().columns()));
    invocation.terminal().output().println();
    JsonNode sources = Sources.summed(answers);
    invocation.terminal().print(SourceReport.lines(sources));
    String next = Json.text(answers.getLast(), "next");
    if (!next.isEmpty()) {
      invocation.terminal().output().println("next page: --cursor " + SafeText.line(next));
    }
    SourceReport.warn(invocation.terminal(), answers.getLast());
  }

  private ObjectNode merged(Gateway gateway, ApiPath path) {
    PageReader pages = new PageReader(gateway, path, Optional.ofNullable(cursor), allPages);
    ObjectNode merged = pages.next();
    List<ObjectNode> answers = new ArrayList<>(List.of(merged));
    ArrayNode items = merged.withArray("items");
    while (pages.hasNext()) {
      ObjectNode page = pages.next();
      page.path("items").forEach(items::add);
      page.remove("items");
      answers.add(page);
    }
    if (answers.size() > 1) {
      merged.setAll(answers.getLast());
      merged.set("sources", Sources.summed(answers));
    }
    return merged;
  }
}
