package mosaic.gateway.instance.check;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import mosaic.gateway.instance.DatabaseConfig;

/**
 * Our clock and the database's agree. Certificates, tokens and grants are dated by one and checked
 * by the other, so they would end too early or too late by the difference.
 */
final class DatabaseClock implements DatabaseCheck {
  /** Above this a start refuses. */
  static final Duration MOST = Duration.ofMinutes(5);

  private final DatabaseConfig config;
  private final Clock clock;

  DatabaseClock(DatabaseConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Subject subject() {
    return Postgres.subject(config, "clock", "clock of");
  }

  @Override
  public List<Finding> look(DatabaseAccess access) throws SQLException {
    Instant before = clock.instant();
    Instant theirs = now(access);
    Instant after = clock.instant();
    ClockSkew skew = ClockSkew.between(theirs, before, after);
    Finding finding =
        skew.isMoreThan(MOST)
            ? Finding.failure(subject(), skew.words() + ", more than 5 minutes", ClockSkew.remedy())
            : skew.finding(subject());
    return List.of(finding.with("clock_skew_ms", skew.difference().toMillis()));
  }

  private static Instant now(DatabaseAccess access) throws SQLException {
    try (Statement statement = access.gateway().createStatement();
        ResultSet found = statement.executeQuery("select clock_timestamp()")) {
      if (!found.next()) {
        throw new SQLException("no row", "02000");
      }
      return found.getObject(1, OffsetDateTime.class).toInstant();
    }
  }
}
