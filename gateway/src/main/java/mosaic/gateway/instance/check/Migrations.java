package mosaic.gateway.instance.check;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.Tier;
import mosaic.gateway.instance.check.PostgresConnections.Role;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.postgresql.util.PSQLException;

/** The shape of the database is the one that this build knows; and bringing it there. */
final class Migrations implements DatabaseCheck {
  /** Held, so that its level is not collected with it. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  /** Its own history, so that the other tiers never need pgvector. */
  static final String FEDERATED_HISTORY = "flyway_federated_history";

  private static final List<Group> GROUPS =
      List.of(
          new Group(
              "core", "db/migrations/core", "flyway_schema_history", EnumSet.allOf(Tier.class)),
          new Group(
              "federated",
              "db/migrations/federated",
              FEDERATED_HISTORY,
              EnumSet.of(Tier.FEDERATED)));

  private final DatabaseConfig config;
  private final Tier tier;
  private final int memoryDimension;

  Migrations(Settings settings) {
    this.config = settings.database();
    this.tier = settings.tier();
    this.memoryDimension = settings.memory().dimension();
  }

  private record Group(String name, String location, String historyTable, Set<Tier> tiers) {}

  @Override
  public Subject subject() {
    return Postgres.subject(config, "migrations", "migrations in");
  }

  @Override
  public List<Finding> look(DatabaseAccess access) {
    List<String> pending = new ArrayList<>();
    List<Finding> wrong = new ArrayList<>();
    int applied = 0;
    DataSource source = PostgresConnections.source(config, Role.OWNER);
    for (Group group : groups()) {
      try {
        for (MigrationInfo migration : flyway(group, source).info().all()) {
          String name = name(group, migration);
          switch (Standing.of(migration)) {
            case CURRENT -> applied++;
            case PENDING -> pending.add(name);
            case AHEAD -> wrong.add(ahead(name));
            case FAILED -> wrong.add(failed(name));
            case CHANGED -> wrong.add(changed(name));
            case OTHER -> {
              // The baseline that Flyway writes by itself.
            }
          }
        }
      } catch (FlywayException unreadable) {
        wrong.add(
            Finding.failure(
                subject(),
                "the history of migrations (%s) cannot be read: %s"
                    .formatted(group.historyTable(), serverWords(unreadable)),
                "role %s must own the database and its tables".formatted(config.migrationUser())));
      }
    }
    return wrong.isEmpty() ? List.of(inOrder(applied, pending)) : wrong;
  }

  /**
   * Applies what is pending.
   *
   * @throws StartRefused when one fails, which leaves the database as it was before that one
   */
  void apply() {
    DataSource source = PostgresConnections.unhurried(config, Role.OWNER);
    for (Group group : groups()) {
      try {
        var _ = flyway(group, source).migrate();
      } catch (FlywayException failed) {
        throw new StartRefused(
            "%s: migrations (%s) failed: %s"
                .formatted(subject(), group.name(), serverWords(failed)),
            "role %s must own the database; nothing of the failed migration was kept"
                .formatted(config.migrationUser()));
      }
    }
  }

  private List<Group> groups() {
    return GROUPS.stream().filter(group -> group.tiers().contains(tier)).toList();
  }

  private Flyway flyway(Group group, DataSource source) {
    // What goes wrong comes as an exception; its progress is of no use to anybody here.
    FLYWAY.setLevel(Level.SEVERE);
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:" + group.location())
        .table(group.historyTable())
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .failOnMissingLocations(true)
        .placeholders(
            Map.of(
                "gateway_role", config.user(), "memory_dimension", String.valueOf(memoryDimension)))
        .load();
  }

  private Finding inOrder(int applied, List<String> pending) {
    Finding finding =
        pending.isEmpty()
            ? Finding.ok(subject(), "all %d are applied".formatted(applied))
            : Finding.ok(
                subject(),
                "%d applied, %d to come with the next start".formatted(applied, pending.size()));
    return finding.with("applied", applied).with("pending", pending.size());
  }

  private Finding ahead(String name) {
    return Finding.failure(
        subject(),
        "migration %s was applied by a newer gateway, and this build does not know it"
            .formatted(name),
        "start the newer build again; going back needs the backup from before the upgrade");
  }

  private Finding failed(String name) {
    return Finding.failure(
        subject(),
        "migration %s was begun and did not end".formatted(name),
        "restore the backup from before it, then start again");
  }

  private Finding changed(String name) {
    return Finding.failure(
        subject(),
        "migration %s is not the one in this build: it was changed after it had been applied"
            .formatted(name),
        "start the build that applied it, or restore the backup from before");
  }

  private static String name(Group group, MigrationInfo migration) {
    return "%s %s (%s)".formatted(group.name(), migration.getVersion(), migration.getDescription());
  }

  /** The server's own first line, if it came to that. */
  private static String serverWords(FlywayException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
      String message = postgres.getServerErrorMessage().getMessage();
      return message == null ? "SQLSTATE " + postgres.getSQLState() : message;
    }
    return NetworkCause.of(failure);
  }

  /** How it stands with one migration. */
  private enum Standing {
    CURRENT,
    PENDING,
    AHEAD,
    FAILED,
    CHANGED,
    OTHER;

    static Standing of(MigrationInfo migration) {
      return switch (migration.getState()) {
        case FUTURE_SUCCESS, FUTURE_FAILED, MISSING_SUCCESS, MISSING_FAILED -> AHEAD;
        case FAILED -> FAILED;
        case PENDING, IGNORED, ABOVE_TARGET, AVAILABLE -> PENDING;
        case SUCCESS, OUT_OF_ORDER, OUTDATED -> isAsApplied(migration) ? CURRENT : CHANGED;
        case BELOW_BASELINE, BASELINE_IGNORED, BASELINE, UNDONE, SUPERSEDED, DELETED -> OTHER;
      };
    }

    private static boolean isAsApplied(MigrationInfo migration) {
      return migration.isChecksumMatching()
          && migration.isDescriptionMatching()
          && migration.isTypeMatching();
    }
  }
}
