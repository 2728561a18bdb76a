package mosaic.gateway.migration;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import mosaic.gateway.embedding.EmbedderFailure;
import mosaic.gateway.instance.Embedders;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.Tier;
import mosaic.gateway.instance.check.Preflight;
import mosaic.gateway.memory.StandaloneFill;
import mosaic.gateway.migration.TargetInstance.State;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code mosaic migrate tier}: copies everything that an instance of tier {@code local} or {@code
 * standalone} holds into the empty database of one of tier {@code federated}, and proves it
 * . The source is only read. Whatever ends it early, the next run goes on.
 */
@Command(
    name = "tier",
    mixinStandardHelpOptions = true,
    description = {
      "Move an instance of tier local or standalone to tier federated: copy all that it holds to an"
          + " empty database, and compare rows and checksums of every table.",
      "Its gateway must be stopped. It is only read; after an interruption, run the command again."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  mosaic migrate tier --to federated --config mosaic.config.json"
          + " --target federated.config.json --dry-run"
    })
final class TierCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final String DEFAULT_CONFIG = "mosaic.config.json";
  private static final String DEFAULT_TARGET = "mosaic.config.federated.json";

  @Spec @Nullable CommandSpec spec;

  @Option(names = "--to", required = true, paramLabel = "TIER", description = "federated.")
  String to = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration of the instance that moves (default: $MOSAIC_CONFIG, else "
              + DEFAULT_CONFIG
              + " here).")
  @Nullable Path config;

  @Option(
      names = "--target",
      paramLabel = "FILE",
      description =
          "Its configuration from then on, of tier federated (default: "
              + DEFAULT_TARGET
              + " beside the first).")
  @Nullable Path target;

  @Option(names = "--dry-run", description = "Show the plan and change nothing.")
  boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  private final Screen screen = new Screen(System.out, System.err, System.console());

  @Override
  public Integer call() {
    if (!to.equals(Tier.FEDERATED.configName())) {
      throw usage("--to " + to + ": federated is the only tier that an instance can move to");
    }
    if (!dryRun && !yes && !screen.canAsk()) {
      throw usage("there is no terminal to ask on: look with --dry-run, then say --yes");
    }
    try {
      return migrate(sourceSettings(), targetSettings());
    } catch (StartRefused refused) {
      screen.refuse(refused);
      return REFUSED;
    } catch (SQLException failed) {
      // Without its message: that repeats the rows that it was about, whoever owns them.
      screen.refuse(
          new StartRefused(
              "one of the databases failed (SQLSTATE %s)".formatted(failed.getSQLState()),
              "mend what its log names, and run again, which goes on where this one ended"));
      return REFUSED;
    }
  }

  private int migrate(Settings from, Settings into) throws SQLException {
    if (!from.instance().serverName().equals(into.instance().serverName())) {
      throw new StartRefused(
          "target: its server_name is not that of the source, by which people and certificates"
              + " know the instance",
          "give both the same server_name");
    }
    try (SourceInstance source = SourceInstance.open(from, screen::note);
        TargetInstance there = TargetInstance.open(into.database())) {
      source.requireOpenedBy(into.instance());
      Map<Table, Digest> held = source.digests();
      State state = there.examine(source, held);
      screen.plan(from, into, held);
      if (state == State.COMPLETE) {
        screen.say("All of it was copied and verified by an earlier run: nothing to do.");
        return DONE;
      }
      if (state != State.EMPTY) {
        screen.say(
            state == State.BEGUN
                ? "An earlier run did not end: this one goes on where that stopped."
                : "An earlier run did not end, and the source has changed since: it begins anew.");
      }
      if (dryRun) {
        return DONE;
      }
      if (!yes && !screen.agrees("Copy all this?")) {
        screen.note("nothing was done");
        return REFUSED;
      }
      var _ = Preflight.runForTarget(into);
      // Once more: it may have been served or filled while somebody thought about the question.
      there.begin(there.examine(source, held), source, held);
      copy(source, there, held);
      verify(source, there, held);
      there.complete();
      fillInEmbeddings(into, held);
      screen.say("");
      screen.say("Done. Start it with: mosaic serve --config " + targetFile());
      return DONE;
    }
  }

  private void copy(SourceInstance source, TargetInstance there, Map<Table, Digest> held)
      throws SQLException {
    long rows = held.values().stream().mapToLong(Digest::rows).sum();
    List<UUID> owners = source.owners();
    try (ProgressBar bar = screen.bar("copying", rows)) {
      for (Table table : source.tables()) {
        if (bar != null) {
          bar.setExtraMessage(table.name());
        }
        new TableCopy(
                source.connection(),
                there.connection(),
                table,
                copied -> {
                  if (bar != null) {
                    bar.stepBy(copied);
                  }
                })
            .run(owners);
      }
    }
  }

  /**
   * Beside the proof: without them everything is there, and a started gateway goes on with them.
   */
  private void fillInEmbeddings(Settings into, Map<Table, Digest> held) {
    long rows =
        held.entrySet().stream()
            .filter(table -> table.getKey().name().equals("memory"))
            .mapToLong(table -> table.getValue().rows())
            .sum();
    try (ProgressBar bar = screen.bar("embedding", rows)) {
      long left =
          StandaloneFill.fill(
              into.database(),
              Embedders.of(into.memory()),
              done -> {
                if (bar != null) {
                  bar.stepTo(done);
                }
              });
      screen.say(
          left == 0
              ? "  memory rows have their embeddings"
              : "  %,d memory rows wait for their embedding, which the gateway makes"
                  .formatted(left));
    } catch (EmbedderFailure away) {
      screen.note(
          "embeddings are missing (%s); the gateway makes them once it runs"
              .formatted(away.getMessage()));
    }
  }

  /** From both databases anew: nothing that copying believed is believed here. */
  private void verify(SourceInstance source, TargetInstance there, Map<Table, Digest> held)
      throws SQLException {
    if (!source.digests().equals(held)) {
      throw new StartRefused(
          "source: it was changed while it was copied",
          "see that nobody writes to it, and run again");
    }
    source.requireNotServed();
    Map<Table, Digest> copied = there.digests(source.tables(), source.owners());
    for (Map.Entry<Table, Digest> expected : held.entrySet()) {
      Digest found = copied.get(expected.getKey());
      if (!expected.getValue().equals(found)) {
        there.distrust();
        throw new StartRefused(
            "target: table %s holds %s, and the source %s"
                .formatted(expected.getKey().name(), found, expected.getValue()),
            "see that nobody writes to it, and run again: it begins anew");
      }
    }
    screen.say("");
    copied.forEach(
        (table, digest) -> screen.say("  verified  %-28s %s".formatted(table.name(), digest)));
  }

  private Settings sourceSettings() {
    Settings settings = Settings.ofFile(sourceFile());
    if (settings.tier() == Tier.FEDERATED) {
      throw new StartRefused(
          "source: " + sourceFile() + " is of tier federated already",
          "there is nothing to migrate");
    }
    return settings;
  }

  private Settings targetSettings() {
    Settings settings = Settings.ofFile(targetFile());
    if (settings.tier() != Tier.FEDERATED) {
      throw new StartRefused(
          "target: " + targetFile() + " is of tier " + settings.tier().configName(),
          "write a configuration of tier federated there; docs/federation/TIERS.md shows one");
    }
    return settings;
  }

  private Path sourceFile() {
    if (config != null) {
      return config;
    }
    String named = System.getenv("MOSAIC_CONFIG");
    return Path.of(named == null || named.isBlank() ? DEFAULT_CONFIG : named);
  }

  private Path targetFile() {
    return target != null ? target : sourceFile().resolveSibling(DEFAULT_TARGET);
  }

  private ParameterException usage(String problem) {
    if (spec == null) {
      throw new IllegalStateException(problem);
    }
    return new ParameterException(spec.commandLine(), "mosaic: " + problem);
  }
}
