package mosaic.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A word that only groups others: alone it is a usage error. */
public abstract class Group implements Runnable {
  @Spec private @Nullable CommandSpec specification;

  @Override
  public final void run() {
    if (specification == null) {
      throw new IllegalStateException("not part of a command line");
    }
    CommandLine commandLine = specification.commandLine();
    throw new ParameterException(
        commandLine,
        "one of "
            + String.join(", ", commandLine.getSubcommands().keySet())
            + " is missing after '"
            + specification.qualifiedName()
            + "'");
  }
}
