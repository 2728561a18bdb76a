package mosaic.gateway.instance.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import mosaic.gateway.embedding.Embedder;
import mosaic.gateway.instance.Embedders;
import mosaic.gateway.instance.MemoryModel;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.StartRefused.StartProblem;
import mosaic.gateway.instance.Tier;

/**
 * What comes before a start: every service and secret that the tier needs is tried before
 * anything is served, and everything that is wrong is said at once. Ends with current migrations.
 */
public final class Preflight {
  private Preflight() {}

  /**
   * Checks, then makes the data directory and migrates.
   *
   * @return what does not stop the start but should be seen to
   * @throws StartRefused with everything that was wrong
   */
  public static List<Finding> run(Settings settings) {
    StartChecks checks = new StartChecks(settings, Clock.systemUTC());
    List<Finding> findings = new ArrayList<>(checks.process());
    findings.addAll(checks.ports());
    findings.addAll(checks.services());
    return prepare(settings, findings);
  }

  /**
   * What comes before the database of tier {@code local}, whose programs take passwords and
   * settings from the data directory: that nobody else can have put them there.
   *
   * @throws StartRefused with what was wrong
   */
  public static void beforeOwnDatabase(Settings settings) {
    refuse(new DataDirectory(settings.instance().dataDirectory()).look());
  }

  /**
   * The same for an instance that is about to be filled and not to be served yet: without what
   * concerns the process only.
   */
  public static List<Finding> runForTarget(Settings settings) {
    List<Finding> findings =
        new ArrayList<>(new StartChecks(settings, Clock.systemUTC()).services());
    findings.removeIf(finding -> finding.subject().id().equals(UnfinishedMigration.ID));
    return prepare(settings, findings);
  }

  private static void fitMemory(Settings settings) {
    Embedder embedder = Embedders.of(settings.memory());
    try (Connection connection = PostgresConnections.asOwner(settings.database())) {
      MemoryModel.use(embedder, connection);
    } catch (SQLException failed) {
      throw new StartRefused(
          "%s: the database could not be fitted to the embedder (SQLSTATE %s)"
              .formatted(
                  Postgres.subject(settings.database(), "memory", "memory embeddings in"),
                  failed.getSQLState()),
          "role %s must own the database".formatted(settings.database().migrationUser()));
    }
  }

  private static List<Finding> prepare(Settings settings, List<Finding> findings) {
    refuse(findings);
    new DataDirectory(settings.instance().dataDirectory()).make();
    new Migrations(settings).apply();
    new SearchLanguage(settings).use();
    if (settings.tier() == Tier.FEDERATED) {
      fitMemory(settings);
    }
    return findings.stream().filter(finding -> finding.state() == State.WARNING).toList();
  }

  private static void refuse(List<Finding> findings) {
    List<StartProblem> problems =
        findings.stream()
            .filter(finding -> finding.state() == State.FAILURE)
            .map(finding -> new StartProblem(finding.toString(), finding.remedy().orElseThrow()))
            .toList();
    if (!problems.isEmpty()) {
      throw new StartRefused(problems);
    }
  }
}
