package mosaic.gateway.pki.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.pki.Rehearsal;
import org.jspecify.annotations.Nullable;

/** A rehearsal as the user API shows it (USER-API). */
record RehearsalView(UUID id, String what, Instant createdAt, List<Result> peers) {

  /**
   * One peer.
   *
   * @param outcome {@code ready}, {@code not_heard_from}, or {@code would_break}
   * @param reason why it would break
   */
  record Result(
      UUID grantId,
      String requestingServer,
      String outcome,
      @Nullable String reason,
      @Nullable Instant heardAt) {

    static Result of(Rehearsal.Result result) {
      String said = result.outcome();
      String outcome =
          said == null ? "not_heard_from" : said.equals(Rehearsal.READY) ? "ready" : "would_break";
      return new Result(
          result.grant(),
          result.requestingServer(),
          outcome,
          outcome.equals("would_break") ? said : null,
          result.heardAt());
    }
  }

  static RehearsalView of(Rehearsal.Report report) {
    return new RehearsalView(
        report.id(),
        report.what(),
        report.createdAt(),
        report.results().stream().map(Result::of).toList());
  }
}
