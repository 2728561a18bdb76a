package mosaic.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Fields;
import picocli.CommandLine.Command;

/** Which build this is and what it runs on. Asks no gateway. */
@Command(
    name = "version",
    description = {
      "Show version and commit of this build, the JDK, and the version of the federation protocol.",
      "A + after the commit says that files differed from it; it is missing when this was not built"
          + " by ./mosaic in a git checkout."
    },
    footer = {"", "Example:", "  mosaic version --output json"})
final class VersionCommand extends Action {
  /** Of docs/federation/PROTOCOL.md, as in the paths of the federation listener. */
  private static final int PROTOCOL = 1;

  private final Invocation invocation;

  VersionCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() {
    BuildVersion build = BuildVersion.ofThisProgram();
    String jdk = Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    ObjectNode document = Json.object().put("version", build.version());
    document.put("commit", build.commit().orElse(null));
    document.put("jdk", jdk).put("protocol", PROTOCOL);
    invocation.show(
        document,
        () ->
            new Fields()
                .add("mosaic", build.text())
                .add("JDK", jdk)
                .add("protocol", String.valueOf(PROTOCOL))
                .lines());
  }
}
