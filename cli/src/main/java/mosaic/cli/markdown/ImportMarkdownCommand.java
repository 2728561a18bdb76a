package mosaic.cli.markdown;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mosaic.cli.Action;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.terminal.Progress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a folder of Markdown to the gateway. */
@Command(
    name = "markdown",
    description = {
      "Load a folder of Markdown: an Obsidian vault, a docs repository.",
      "Each file becomes a note, each '- [ ]' or '- [x]' item a task of that note. Repeating an"
          + " import changes only what changed. Files over 1 MiB or not in UTF-8 are skipped and"
          + " named in the report; .git and symbolic links are not entered."
    },
    footer = {
      "",
      "Example:",
      "  mosaic import markdown ~/docs --user alice --team-by-folder --dry-run"
    })
public final class ImportMarkdownCommand extends Action {
  private final Invocation invocation;

  @Parameters(paramLabel = "DIR", description = "The folder.")
  private Path directory = Path.of("");

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Whose rows they become (default: yours). Only admins may name another.")
  private @Nullable String user;

  @Option(
      names = "--team-by-folder",
      description = "Each top-level folder is a team; files beside these folders are personal.")
  private boolean teamByFolder;

  @Option(names = "--dry-run", description = "Read and count everything, send nothing.")
  private boolean dryRun;

  public ImportMarkdownCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    MarkdownFolder folder = scan();
    ImportReport report = new ImportReport(dryRun);
    folder.skipped().forEach(report::skip);
    if (dryRun) {
      read(folder, report, _ -> {});
    } else {
      send(folder, report);
    }
    invocation.show(report.json(), report::lines);
  }

  private MarkdownFolder scan() throws IOException {
    try {
      return MarkdownFolder.scan(directory);
    } catch (NoSuchFileException missing) {
      throw unusable("there is no such folder");
    } catch (NotDirectoryException file) {
      throw unusable("it is not a folder");
    }
  }

  private CommandFailure unusable(String reason) {
    return CommandFailure.usage(
        "folder-unusable", "The folder cannot be imported", directory + ": " + reason, "");
  }

  private void send(MarkdownFolder folder, ImportReport report) throws IOException {
    try (Gateway gateway = invocation.gateway()) {
      Batches batches =
          new Batches(
              Optional.ofNullable(user),
              body -> report.add(gateway.post(ApiPath.of("imports"), body)));
      read(folder, report, batches::add);
      batches.flush();
    } catch (CommandFailure failure) {
      if (report.stored() > 0) {
        invocation
            .terminal()
            .note(
                report.stored()
                    + " rows were stored before this; repeating the import goes on from there");
      }
      throw failure;
    }
  }

  private void read(MarkdownFolder folder, ImportReport report, Consumer<ImportItem> sink) {
    FileImport files = new FileImport(teamByFolder);
    List<MarkdownFolder.Entry> entries = folder.entries();
    try (Progress progress =
        new Progress(invocation.terminal(), invocation.clock(), "files", entries.size())) {
      int done = 0;
      for (MarkdownFolder.Entry entry : entries) {
        Optional<String> refusal = files.refusal(entry.path());
        if (refusal.isPresent()) {
          report.skip(new Skipped(entry.path(), refusal.get()));
        } else {
          switch (MarkdownFolder.read(entry)) {
            case MarkdownFolder.Content.Unusable(String reason) ->
                report.skip(new Skipped(entry.path(), reason));
            case MarkdownFolder.Content.Text(String text) -> {
              List<ImportItem> items = files.items(entry.path(), text);
              report.count(items);
              items.forEach(sink);
            }
          }
        }
        done++;
        progress.at(done);
      }
    }
  }
}
