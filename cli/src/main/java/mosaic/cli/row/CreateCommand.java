package mosaic.cli.row;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import mosaic.cli.Action;
import mosaic.cli.Id;
import mosaic.cli.Invocation;
import mosaic.cli.TextSource;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.json.Json;
import mosaic.cli.people.Directory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A new row on this gateway. */
@Command(
    name = "create",
    description = "Make a row on this gateway; nothing is ever written to a peer.",
    footer = {
      "",
      "Examples:",
      "  mosaic create tasks --title 'Renew the certificate' --team sig-network",
      "  mosaic create credentials --title registry --secret-stdin < password.txt"
    })
public final class CreateCommand extends Action {
  private static final int LONGEST_SECRET = 16 * 1024 + 2;

  private final Invocation invocation;

  @Parameters(
      paramLabel = "RESOURCE",
      converter = Resource.Converter.class,
      completionCandidates = Resource.Candidates.class,
      description = Resource.NAMES)
  private Resource resource = Resource.TASKS;

  @Option(names = "--title", required = true, paramLabel = "TEXT", description = "Its title.")
  private String title = "";

  @ArgGroup private @Nullable Body body;

  @Option(
      names = "--team",
      paramLabel = "TEAM",
      description = "The team that it belongs to, by name or id (default: personal).")
  private @Nullable String team;

  @Option(names = "--status", paramLabel = "STATUS", description = "open or done; tasks only.")
  private @Nullable String status;

  @Option(
      names = "--note",
      paramLabel = "ID",
      description = "The note that it belongs to; tasks only.")
  private @Nullable String note;

  @Option(
      names = "--secret-stdin",
      description = "Read the secret from standard input; credentials and api_keys only.")
  private boolean secretFromInput;

  static final class Body {
    @Option(names = "--body", paramLabel = "TEXT", description = "Its text.")
    @Nullable String text;

    @Option(names = "--body-file", paramLabel = "FILE", description = "Read its text from a file.")
    @Nullable Path file;
  }

  public CreateCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  protected void run() throws IOException {
    try (Gateway gateway = invocation.gateway()) {
      ObjectNode item = gateway.post(ApiPath.of(resource.path()), request(gateway));
      // Whoever gave it knows it; the terminal need not.
      item.remove("secret");
      invocation.show(item, () -> RowLines.of(item));
    }
  }

  private ObjectNode request(Gateway gateway) throws IOException {
    ObjectNode request = Json.object().put("title", title);
    if (body != null && body.text != null) {
      request.put("body", body.text);
    }
    if (body != null && body.file != null) {
      request.put("body", TextSource.text(body.file));
    }
    if (status != null) {
      request.put("status", status);
    }
    if (note != null) {
      request.put("note_id", Id.parse(note).text());
    }
    if (secretFromInput) {
      request.put("secret", TextSource.standardInput(invocation, LONGEST_SECRET));
    }
    if (team != null) {
      request.put("team_id", new Directory(gateway).teamId(team));
    }
    return request;
  }
}
