package mosaic.cli.imports;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import mosaic.cli.Action;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;
import mosaic.cli.gateway.ApiPath;
import mosaic.cli.gateway.Gateway;
import mosaic.cli.terminal.Progress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * An import of any format: reads the input, sends what can be used, reports the rest.
 *
 * <p>It may be interrupted at any point: rows have keys, so that repeating it stores what is
 * missing and touches nothing else.
 */
public abstract class ImportAction extends Action {
  /** The last paragraph of every description. */
  public static final String REPORT =
      "Repeating an import changes only what changed. What cannot be used is skipped and named in"
          + " the report; the exit status is 2 when nothing could be used, and with --strict when"
          + " anything could not.";

  private final Invocation invocation;
  private final Unit unit;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Whose rows they become (default: yours). Only admins may name another.")
  private @Nullable String user;

  @Option(names = "--dry-run", description = "Read and count everything, send nothing.")
  private boolean dryRun;

  @Option(
      names = "--strict",
      description = "Read everything first, and send nothing when anything has to be skipped.")
  private boolean strict;

  protected ImportAction(Invocation invocation, Unit unit) {
    this.invocation = invocation;
    this.unit = unit;
  }

  /** The input, opened and looked at as far as that goes before anything is read or sent. */
  protected abstract Input open() throws IOException;

  /** An input that can be read from its start to its end, once. */
  protected interface Input extends AutoCloseable {
    /** What its reader's progress counts up to; negative when that is not known. */
    long total();

    void read(Importing into) throws IOException;

    @Override
    void close() throws IOException;
  }

  protected final Invocation invocation() {
    return invocation;
  }

  /** Whether the input is read twice, which standard input cannot be. */
  protected final boolean strict() {
    return strict;
  }

  @Override
  protected final void run() throws IOException {
    if (strict) {
      ImportReport rehearsal = new ImportReport(unit, true);
      rehearse(rehearsal);
      if (rehearsal.skipped() > 0) {
        show(rehearsal);
        throw unusable(rehearsal.skipped() + " cannot be used");
      }
    }
    ImportReport report = new ImportReport(unit, dryRun);
    if (dryRun) {
      rehearse(report);
    } else {
      send(report);
    }
    show(report);
    if (report.skipped() > 0 && report.nothingToStore()) {
      throw unusable("nothing in it can be used");
    }
    // Read without fault, and yet refused by the gateway, which knows more: of notes, of teams.
    if (report.skipped() > 0 && strict) {
      throw CommandFailure.usage(
          "input-refused",
          "Not everything was imported",
          report.skipped() + " cannot be used; the rest was stored",
          "mend what the report names");
    }
  }

  private void rehearse(ImportReport report) throws IOException {
    try (Input input = open()) {
      read(input, report, _ -> {});
    }
  }

  private void send(ImportReport report) throws IOException {
    try (Input input = open();
        Gateway gateway = invocation.gateway()) {
      Batches batches =
          new Batches(
              Optional.ofNullable(user),
              body -> report.add(gateway.post(ApiPath.of("imports"), body)),
              report::refused);
      read(input, report, batches::add);
      batches.flush();
    } catch (CommandFailure | IOException failure) {
      if (report.stored() > 0) {
        invocation
            .terminal()
            .note(
                report.stored()
                    + " rows were stored before this; repeating the import goes on from there");
      }
      throw failure;
    }
  }

  private void read(Input input, ImportReport report, Consumer<ImportItem> store)
      throws IOException {
    try (Progress progress =
        new Progress(invocation.terminal(), invocation.clock(), unit.plural(), input.total())) {
      input.read(new Importing(report, progress, store));
    }
  }

  private void show(ImportReport report) {
    invocation.show(report.json(), report::lines);
  }

  private static CommandFailure unusable(String detail) {
    return CommandFailure.usage(
        "input-refused", "Nothing was imported", detail, "mend what the report names");
  }
}
