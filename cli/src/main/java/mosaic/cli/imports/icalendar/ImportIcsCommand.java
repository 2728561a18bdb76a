package mosaic.cli.imports.icalendar;

import java.io.IOException;
import mosaic.cli.Invocation;
import mosaic.cli.imports.ImportAction;
import mosaic.cli.imports.Importing;
import mosaic.cli.imports.InputFile;
import mosaic.cli.imports.TeamOption;
import mosaic.cli.imports.Unit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends the to-dos of iCalendar files to the gateway. */
@Command(
    name = "ics",
    description = {
      "Load the to-dos (VTODO) of an iCalendar file as tasks.",
      "Summary becomes the title, description the body; completed and cancelled ones are done. Due"
          + " dates, recurrence and cancellation are written below the body, as tasks have no field"
          + " for them; what else is not carried is counted in the report, and so are events, which"
          + " are passed over. The UID says which task it is when it comes again; a to-do without"
          + " one is known by its text.",
      "Files are UTF-8 (RFC 5545); a to-do may have 4 MiB.",
      ImportAction.REPORT
    },
    footer = {
      "",
      "Examples:",
      "  mosaic import ics tasks.ics",
      "  curl -sf https://calendar.example/team.ics | mosaic import ics - --team sig-network"
    })
public final class ImportIcsCommand extends ImportAction {
  @Parameters(paramLabel = "FILE", description = "The file, or - for standard input.")
  private String file = "";

  @Mixin private TeamOption team = new TeamOption();

  public ImportIcsCommand(Invocation invocation) {
    super(invocation, Unit.TO_DOS);
  }

  @Override
  protected Input open() {
    return new Calendars(
        InputFile.open(invocation(), file, strict()), file, new ToDoItems(team.checked()));
  }

  private record Calendars(InputFile bytes, String name, ToDoItems items) implements Input {
    @Override
    public long total() {
      return bytes.size();
    }

    @Override
    public void read(Importing into) throws IOException {
      new CalendarComponents(name, bytes, items.of(into)).read(into::progress);
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}
