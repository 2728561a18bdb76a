package mosaic.gateway.federation.server;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.AuditEvent.Outcome;
import mosaic.gateway.audit.QueryHash;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemCode.Category;
import mosaic.gateway.problem.ProblemDocument;
import org.jspecify.annotations.Nullable;

/** What becomes known of one request on its way through the pipeline: the last step records it. */
final class Trail {
  private final FederatedRequest request;
  private @Nullable UUID grant;
  private String verb = "rejected";
  private String resource = "-";
  private String query;

  Trail(FederatedRequest request) {
    this.request = request;
    this.query = request.query();
  }

  void standing(Standing standing) {
    grant = standing.grant();
  }

  void question(Question question) {
    verb = question.verb();
    resource = question.resource();
    if (question instanceof Question.ListRows list) {
      query = list.normalised();
    }
  }

  Optional<UUID> grant() {
    return Optional.ofNullable(grant);
  }

  AuditEvent answered(int bytesOut) {
    return event(Outcome.OK, bytesOut);
  }

  AuditEvent failed(Throwable failure, int bytesOut) {
    ProblemCode code = ProblemDocument.codeOf(failure);
    if (code == ProblemCode.RATE_LIMITED) {
      verb = "rate_limited";
    }
    return event(code.category() == Category.INTERNAL ? Outcome.ERROR : Outcome.DENIED, bytesOut);
  }

  private AuditEvent event(Outcome outcome, int bytesOut) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - request.startedNanos());
    return new AuditEvent(
        grant,
        verb,
        resource,
        QueryHash.of(verb, resource, query),
        outcome,
        bytesOut,
        (int) Math.min(millis, Integer.MAX_VALUE),
        null);
  }
}
