package mosaic.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mosaic.gateway.instance.check.Finding;
import mosaic.gateway.instance.check.Subject;
import org.junit.jupiter.api.Test;

class TextReportTest {
  private static final Report REPORT =
      new Report(
          Instant.EPOCH,
          Optional.of("home.example"),
          Optional.of("federated"),
          List.of(
              Finding.ok(Subject.of("settings", "settings"), "readable"),
              Finding.ok(Subject.at("postgresql", "PostgreSQL", "::1", 5432), "version 17")
                  .withRoundTrip(Duration.ofNanos(1_260_000)),
              Finding.failure(
                  Subject.at("valkey", "Valkey", "localhost", 6379), "gone", "start it"),
              Finding.unknown(Subject.of("peers", "peers"), "not asked")));

  @Test
  void of_findings_standInColumnsWithRemediesBelow() {
    assertThat(TextReport.of(REPORT, false))
        .containsExactly(
            "home.example, tier federated",
            "",
            "ok    settings                    readable",
            "ok    PostgreSQL  [::1]:5432      version 17, round trip 1.3 ms",
            "FAIL  Valkey      localhost:6379  gone",
            "      try: start it",
            "-     peers                       not asked",
            "",
            "RED: 1 failure, 0 warnings");
  }

  @Test
  void of_terminal_coloursLabelsOnly() {
    List<String> lines = TextReport.of(REPORT, true);

    assertThat(lines.get(2))
        .isEqualTo("\u001b[32mok  \u001b[0m  settings                    readable");
    assertThat(lines.getLast()).isEqualTo("\u001b[31mRED\u001b[0m: 1 failure, 0 warnings");
  }

  @Test
  void of_controlCharactersFromElsewhere_areReplaced() {
    Finding hostile =
        Finding.ok(Subject.of("postgresql", "PostgreSQL"), "version \u001b[2J\n17\u009b2J");

    assertThat(
            TextReport.of(
                new Report(Instant.EPOCH, Optional.empty(), Optional.empty(), List.of(hostile)),
                false))
        .contains("ok    PostgreSQL    version ?[2J?17?2J");
  }
}
