package mosaic.cli.row;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.Action;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes a row of this gateway. */
@Command(
    name = "delete",
    description = "Delete a row of this gateway.",
    footer = {"", "Example:", "  mosaic delete tasks 0198c0de-0000-7000-8000-000000000001"})
public final class DeleteCommand extends Action {
  private final Invocation invocation;

  @Parameters(
      arity = "1..2",
      paramLabel = "RESOURCE ID",
      hideParamSyntax = true,
      description = "The row, also as RESOURCE/ID; " + Resource.NAMES + ".")
  private List<String> words = new ArrayList<>();

  public DeleteCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    RowAddress row = RowAddress.parse(words);
    try (Gateway gateway = invocation.gateway()) {
      gateway.delete(row.path());
    }
    invocation.show(
        Json.object()
            .put("resource", row.resource().path())
            .put("id", row.id().text())
            .put("deleted", true),
        () -> List.of("deleted " + row));
  }
}
