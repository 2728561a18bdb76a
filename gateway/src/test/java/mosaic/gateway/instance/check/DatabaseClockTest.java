package mosaic.gateway.instance.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import mosaic.embedded.EmbeddedPostgres;
import mosaic.gateway.instance.DatabaseConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our clock is shifted, the database and its clock are real. */
class DatabaseClockTest {
  @TempDir private static Path directory;
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.builder().dataDirectory(directory).durable(false).start();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0, OK",
    "20, OK",
    "-20, OK",
    "40, WARNING",
    "-40, WARNING",
    "290, WARNING",
    "-290, WARNING",
    "310, FAILURE",
    "-310, FAILURE",
    "86400, FAILURE"
  })
  void look_ourClockIsOffBySeconds_isJudged(long seconds, State expected) throws Exception {
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds));
    try (Connection connection =
        DriverManager.getConnection(
            postgres.jdbcUrl("postgres"), postgres.superuser(), postgres.password().reveal())) {

      Finding finding =
          new DatabaseClock(new Somewhere(), clock)
              .look(new DatabaseAccess(connection, connection))
              .getFirst();

      assertThat(finding.state()).as(finding.toString()).isEqualTo(expected);
      assertThat((Long) finding.measured().get("clock_skew_ms"))
          .isBetween(-seconds * 1000 - 5000, -seconds * 1000 + 5000);
    }
  }

  /** Only named in what is found. */
  private static final class Somewhere implements DatabaseConfig {
    @Override
    public String host() {
      return postgres.host();
    }

    @Override
    public int port() {
      return postgres.port();
    }

    @Override
    public String name() {
      return "postgres";
    }

    @Override
    public String user() {
      return "postgres";
    }

    @Override
    public String password() {
      return "env:NONE";
    }

    @Override
    public String migrationUser() {
      return "postgres";
    }

    @Override
    public String migrationPassword() {
      return "env:NONE";
    }

    @Override
    public int poolSize() {
      return 1;
    }
  }
}
