package mosaic.cli.row;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.Action;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.Gateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One row with its body. */
@Command(
    name = "get",
    description = "Show one row with its body.",
    footer = {
      "",
      "Example:",
      "  mosaic get notes/0198c0de-0000-7000-8000-000000000001 --source federated:work.example"
    })
public final class GetCommand extends Action {
  private final Invocation invocation;

  @Parameters(
      arity = "1..2",
      paramLabel = "RESOURCE ID",
      hideParamSyntax = true,
      description = "The row, also as RESOURCE/ID; " + Resource.NAMES + ".")
  private List<String> words = new ArrayList<>();

  @Mixin private SourceOption source = new SourceOption();

  public GetCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    RowAddress row = RowAddress.parse(words);
    try (Gateway gateway = invocation.gateway()) {
      ObjectNode answer = gateway.get(row.path().with("source", source.text()));
      invocation.show(answer, () -> lines(answer));
      SourceReport.warn(invocation.terminal(), answer);
    }
  }

  private static List<String> lines(ObjectNode answer) {
    List<String> lines = new ArrayList<>(RowLines.of(answer.path("item")));
    lines.add("");
    lines.addAll(SourceReport.lines(answer.path("sources")));
    return lines;
  }
}
