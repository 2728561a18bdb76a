package mosaic.cli.imports.jsonl;

import java.io.IOException;
import mosaic.cli.Invocation;
import mosaic.cli.imports.ByteLines;
import mosaic.cli.imports.ImportAction;
import mosaic.cli.imports.Importing;
import mosaic.cli.imports.InputFile;
import mosaic.cli.imports.TeamOption;
import mosaic.cli.imports.Unit;
import mosaic.cli.row.Resource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends lines of JSON to the gateway as rows of one resource. */
@Command(
    name = "jsonl",
    description = {
      "Load rows of one resource from lines of JSON, one object a line.",
      "Fields are title, body, status (open, done), key, team (a name), note_key, secret; only title"
          + " is needed, and nothing else is taken. 'key' says which row it is when the line comes"
          + " again; a line without one is known by title and body, so that an edited one is a new"
          + " row. 'note_key' is the key of an imported note. A secret that is left out stays as it"
          + " is.",
      "A line may have 8 MiB; blank ones are passed over.",
      ImportAction.REPORT
    },
    footer = {
      "",
      "Examples:",
      "  mosaic import jsonl notes.jsonl --resource notes --team sig-network",
      "  mosaic list tasks --all-pages --output json |",
      "    jq -c '.items[] | {key: .id, title, body, status, note_key: .note_id}' |",
      "    mosaic import jsonl - --resource tasks --profile other"
    })
public final class ImportJsonlCommand extends ImportAction {
  private static final int MOST_LINE_BYTES = 8 << 20;

  @Parameters(paramLabel = "FILE", description = "The file, or - for standard input.")
  private String file = "";

  @Option(
      names = "--resource",
      required = true,
      paramLabel = "RESOURCE",
      converter = Resource.Converter.class,
      completionCandidates = Resource.Candidates.class,
      description = "What the rows are: " + Resource.NAMES + ".")
  private Resource resource = Resource.TASKS;

  @Mixin private TeamOption team = new TeamOption();

  public ImportJsonlCommand(Invocation invocation) {
    super(invocation, Unit.LINES);
  }

  @Override
  protected Input open() {
    return new Lines(
        InputFile.open(invocation(), file, strict()), new LineItems(resource, team.checked()));
  }

  private record Lines(InputFile file, LineItems items) implements Input {
    @Override
    public long total() {
      return file.size();
    }

    @Override
    public void read(Importing into) throws IOException {
      ByteLines lines = new ByteLines(file, MOST_LINE_BYTES);
      while (lines.next()) {
        items.read(lines, into);
        into.progress(lines.position());
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
