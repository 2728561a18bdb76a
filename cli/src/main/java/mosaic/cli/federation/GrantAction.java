package mosaic.cli.federation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import mosaic.cli.Action;
import mosaic.cli.Id;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.Gateway;
import picocli.CommandLine.Parameters;

/** What is done about one grant, which is named by its id. */
abstract class GrantAction extends Action {
  private final Invocation invocation;

  @Parameters(paramLabel = "ID", description = "Its id, as in `mosaic federation grant list`.")
  private String id = "";

  GrantAction(Invocation invocation) {
    this.invocation = invocation;
  }

  /** What is wrong with the command line, or to be asked, before anybody is called. */
  void prepare(Id grant) throws IOException {}

  /** Does it. */
  abstract void run(Gateway gateway, Id grant) throws IOException;

  @Override
  protected final void run() throws IOException {
    Id grant = Id.parse(id);
    prepare(grant);
    try (Gateway gateway = invocation.gateway()) {
      run(gateway, grant);
    }
  }

  final Invocation invocation() {
    return invocation;
  }

  /** Makes a change and shows the grant as it is then. */
  final void change(Gateway gateway, Id grant, String what, ObjectNode body) {
    ObjectNode answer = gateway.post(GrantText.path(grant.text(), what), body);
    invocation.show(answer, () -> GrantText.fields(answer.path("grant")).lines());
  }
}
