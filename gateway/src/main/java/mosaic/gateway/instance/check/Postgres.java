package mosaic.gateway.instance.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.Tier;
import mosaic.gateway.instance.check.PostgresConnections.Role;

/** PostgreSQL answers both roles; then everything that there is to look at in the database. */
final class Postgres implements Check {
  private final DatabaseConfig config;
  private final List<DatabaseCheck> inside;
  private final Subject subject;

  Postgres(DatabaseConfig config, Tier tier, List<DatabaseCheck> inside) {
    this.config = config;
    this.inside = inside.stream().filter(check -> check.tiers().contains(tier)).toList();
    this.subject = at(config, "postgresql", "PostgreSQL");
  }

  /** Something in this PostgreSQL. */
  static Subject subject(DatabaseConfig config, String id, String what) {
    return at(config, id, what + " PostgreSQL");
  }

  private static Subject at(DatabaseConfig config, String id, String service) {
    return runs(config)
        ? Subject.at(id, service, config.host(), config.port())
        : Subject.of(id, service);
  }

  /** That of tier {@code local} runs only while its gateway does, and has no port meanwhile. */
  private static boolean runs(DatabaseConfig config) {
    return config.port() != 0;
  }

  @Override
  public List<Finding> look() {
    if (!runs(config)) {
      List<Finding> findings = new ArrayList<>();
      findings.add(Finding.unknown(subject, "starts and ends with the gateway"));
      findings.addAll(notLookedAt("not looked at, as PostgreSQL does not run"));
      return findings;
    }
    List<Finding> findings = new ArrayList<>();
    try (Connection gateway = connect(Role.GATEWAY, findings);
        Connection owner = connect(Role.OWNER, findings)) {
      findings.add(answer(gateway));
      DatabaseAccess access = new DatabaseAccess(gateway, owner);
      for (DatabaseCheck check : inside) {
        findings.addAll(look(check, access));
      }
    } catch (NoConnection unreachable) {
      findings.addAll(notLookedAt("not looked at, as PostgreSQL did not answer"));
    } catch (SQLException lost) {
      findings.add(Finding.failure(subject, "it closed the connection", remedy(Role.GATEWAY)));
    }
    return findings;
  }

  private List<Finding> notLookedAt(String why) {
    return inside.stream().map(check -> Finding.unknown(check.subject(), why)).toList();
  }

  private Finding answer(Connection gateway) throws SQLException {
    String version = DatabaseAccess.text(gateway, "show server_version").orElse("");
    // The second one is measured: the first also loads classes here.
    long start = System.nanoTime();
    var _ = DatabaseAccess.text(gateway, "show server_version");
    Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);
    return Finding.ok(subject, "version " + version)
        .with("version", version)
        .withRoundTrip(roundTrip);
  }

  private static List<Finding> look(DatabaseCheck check, DatabaseAccess access) {
    try {
      return check.look(access);
    } catch (SQLException failed) {
      return List.of(
          Finding.failure(
              check.subject(),
              "it could not be looked at (SQLSTATE %s)".formatted(failed.getSQLState()),
              "see the log of PostgreSQL; the roles and their rights are in CONFIGURATION.md"));
    }
  }

  /** Also tries the other role, unless the server is not there: both may have a wrong password. */
  private Connection connect(Role role, List<Finding> findings) {
    try {
      return open(role);
    } catch (NoConnection first) {
      findings.addAll(first.findings);
      if (role == Role.GATEWAY && !first.unreachable) {
        try {
          open(Role.OWNER).close();
        } catch (NoConnection second) {
          findings.addAll(second.findings);
        } catch (SQLException closing) {
          // It did work.
        }
      }
      throw first;
    }
  }

  private Connection open(Role role) {
    try {
      Connection connection = PostgresConnections.source(config, role).getConnection();
      connection.setReadOnly(true);
      return connection;
    } catch (StartRefused unreadable) {
      throw new NoConnection(
          false,
          unreadable.problems().stream()
              .map(problem -> Finding.failure(subject, problem.cause(), problem.remedy()))
              .toList());
    } catch (SQLException refused) {
      throw new NoConnection(
          PostgresConnections.isUnreachable(refused),
          List.of(
              Finding.failure(subject, PostgresConnections.words(refused, role), remedy(role))));
    }
  }

  private static String remedy(Role role) {
    return "start it, or check database.host, database.port, database.name, %s and %s"
        .formatted(role.userSetting(), role.passwordSetting());
  }

  /** Ends the look early; carries what was found. */
  private static final class NoConnection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unreachable;
    private final transient List<Finding> findings;

    NoConnection(boolean unreachable, List<Finding> findings) {
      super(null, null, false, false);
      this.unreachable = unreachable;
      this.findings = findings;
    }
  }
}
