package mosaic.cli.imports.markdown;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;
import mosaic.cli.imports.ImportAction;
import mosaic.cli.imports.ImportItem;
import mosaic.cli.imports.Importing;
import mosaic.cli.imports.Place;
import mosaic.cli.imports.Skipped;
import mosaic.cli.imports.Unit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a folder of Markdown to the gateway. */
@Command(
    name = "markdown",
    description = {
      "Load a folder of Markdown: an Obsidian vault, a docs repository.",
      "Each file becomes a note, each '- [ ]' or '- [x]' item a task of that note. Files over 1 MiB"
          + " or not in UTF-8 are skipped; .git and symbolic links are not entered.",
      ImportAction.REPORT
    },
    footer = {
      "",
      "Example:",
      "  mosaic import markdown ~/docs --user alice --team-by-folder --dry-run"
    })
public final class ImportMarkdownCommand extends ImportAction {
  @Parameters(paramLabel = "DIR", description = "The folder.")
  private Path directory = Path.of("");

  @Option(
      names = "--team-by-folder",
      description = "Each top-level folder is a team; files beside these folders are personal.")
  private boolean teamByFolder;

  public ImportMarkdownCommand(Invocation invocation) {
    super(invocation, Unit.FILES);
  }

  @Override
  protected Input open() throws IOException {
    try {
      return new Folder(MarkdownFolder.scan(directory), new FileImport(teamByFolder));
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

  private record Folder(MarkdownFolder folder, FileImport files) implements Input {
    @Override
    public long total() {
      return folder.entries().size();
    }

    @Override
    public void read(Importing into) {
      for (Skipped skipped : folder.skipped()) {
        into.countUnit();
        into.skip(skipped.place(), skipped.reason());
      }
      int done = 0;
      for (MarkdownFolder.Entry entry : folder.entries()) {
        into.countUnit();
        read(entry, into);
        done++;
        into.progress(done);
      }
    }

    private void read(MarkdownFolder.Entry entry, Importing into) {
      Optional<String> refusal = files.refusal(entry.path());
      if (refusal.isPresent()) {
        into.skip(new Place.File(entry.path()), refusal.get());
        return;
      }
      switch (MarkdownFolder.read(entry)) {
        case MarkdownFolder.Content.Unusable(String reason) ->
            into.skip(new Place.File(entry.path()), reason);
        case MarkdownFolder.Content.Text(String text) -> read(entry, text, into);
      }
    }

    private void read(MarkdownFolder.Entry entry, String text, Importing into) {
      List<ImportItem> items;
      try {
        items = files.items(entry.path(), text);
      } catch (StackOverflowError endless) {
        // The parser goes down as far as the text does, and has no limit of its own for that.
        into.skip(new Place.File(entry.path()), "nested too deep");
        return;
      }
      items.forEach(into::store);
    }

    @Override
    public void close() {}
  }
}
