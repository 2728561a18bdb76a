package mosaic.cli;

import java.util.ArrayList;
import java.util.List;
import mosaic.cli.gateway.Problem;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.SafeText;

/** Shows a problem on standard error: three lines for people, the document for programs. */
final class FailurePrinter {
  private FailurePrinter() {}

  static int print(Invocation invocation, CommandFailure failure) {
    invocation.terminal().output().flush();
    if (invocation.wantsJson()) {
      String document = Json.pretty(failure.problem().document());
      invocation.terminal().errors().println(SafeText.withoutSecrets(document));
    } else {
      lines(failure.problem()).forEach(invocation.terminal().errors()::println);
    }
    if (invocation.debugs()) {
      failure.printStackTrace(invocation.terminal().errors());
    }
    return failure.exitCode().status();
  }

  private static List<String> lines(Problem problem) {
    List<String> lines = new ArrayList<>();
    String detail = problem.detail().map(text -> ": " + text).orElse("");
    lines.add(clean("mosaic: " + problem.title() + detail));
    problem.remedy().ifPresent(remedy -> lines.add(clean("  try: " + remedy)));
    String trace = problem.traceId().map(id -> ", trace " + id).orElse("");
    lines.add(clean("  (code " + problem.code() + trace + ")"));
    return lines;
  }

  private static String clean(String text) {
    return SafeText.withoutSecrets(SafeText.line(text));
  }
}
