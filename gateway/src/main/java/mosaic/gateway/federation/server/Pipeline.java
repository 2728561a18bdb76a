package mosaic.gateway.federation.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database.StandingChanged;
import mosaic.gateway.federation.server.store.Standings;
import mosaic.gateway.limit.RateLimiter;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemDocument;
import mosaic.gateway.problem.ProblemException;
import org.jboss.logging.Logger;

/**
 * Every federated request, step by step: authenticate → standing → limit → question →
 * scope, rights and cap → answer → record.
 */
@ApplicationScoped
class Pipeline {
  private static final Logger LOG = Logger.getLogger(Pipeline.class);
  private static final String JSON = "application/json";
  private static final long MOST_GRANTS = 100_000;

  private final Authentication authentication;
  private final Reads reads;
  private final Standings standings;
  private final AuditLog audit;
  private final ObjectMapper json;
  private final RateLimiter<UUID> limiter = new RateLimiter<>(MOST_GRANTS);

  Pipeline(
      Authentication authentication,
      Reads reads,
      Standings standings,
      AuditLog audit,
      ObjectMapper json) {
    this.authentication = authentication;
    this.reads = reads;
    this.standings = standings;
    this.audit = audit;
    this.json = json;
  }

  /** Answers one request; never fails but when its audit row cannot be written. */
  Uni<Answer> answer(FederatedRequest request, String traceId) {
    Trail trail = new Trail(request);
    return authentication
        .authenticate(request.certificate())
        .invoke(trail::standing)
        .invoke(Authentication::requireGoodStanding)
        .invoke(this::limit)
        .flatMap(
            standing -> {
              Question question =
                  QuestionReader.read(request.method(), request.path(), request.query());
              trail.question(question);
              return read(request, standing, question);
            })
        .map(this::json)
        .flatMap(answer -> record(trail, answer))
        .onFailure()
        .recoverWithUni(failure -> refuse(trail, failure, traceId));
  }

  /** A change of scope between decision and read is answered by the new scope, once. */
  private Uni<Map<String, Object>> read(
      FederatedRequest request, Standing standing, Question question) {
    return reads
        .answer(standing, question)
        .onFailure(StandingChanged.class)
        .recoverWithUni(
            () ->
                authentication
                    .authenticate(request.certificate())
                    .invoke(Authentication::requireGoodStanding)
                    .flatMap(now -> reads.answer(now, question)));
  }

  /** The key is the grant, so that neither renewal nor more connections help (T-56). */
  private void limit(Standing standing) {
    if (limiter.take(standing.grant(), standing.rateLimitRpm())
        instanceof RateLimiter.Answer.Exceeded(long seconds)) {
      throw new ProblemException(
              ProblemCode.RATE_LIMITED,
              "The grant's limit of %d requests a minute is used up."
                  .formatted(standing.rateLimitRpm()),
              "Try again in %d seconds.".formatted(seconds))
          .with("retry_after", seconds);
    }
  }

  private Uni<Answer> record(Trail trail, Answer answer) {
    return audit
        .record(trail.answered(answer.body().length()))
        .flatMap(recorded -> trail.grant().map(standings::used).orElse(Uni.createFrom().voidItem()))
        .replaceWith(answer);
  }

  private Uni<Answer> refuse(Trail trail, Throwable failure, String traceId) {
    if (ProblemDocument.codeOf(failure) == ProblemCode.INTERNAL) {
      LOG.errorf(failure, "federated request failed, trace %s", traceId);
    }
    Buffer body = bytes(ProblemDocument.of(failure, traceId));
    Answer answer =
        new Answer(
            ProblemDocument.codeOf(failure).status(),
            ProblemDocument.MEDIA_TYPE,
            body,
            retryAfter(failure));
    return audit.record(trail.failed(failure, body.length())).replaceWith(answer);
  }

  private static OptionalLong retryAfter(Throwable failure) {
    return failure instanceof ProblemException problem
            && problem.extensions().get("retry_after") instanceof Long seconds
        ? OptionalLong.of(seconds)
        : OptionalLong.empty();
  }

  private Answer json(Map<String, Object> body) {
    return new Answer(200, JSON, bytes(body), OptionalLong.empty());
  }

  private Buffer bytes(Map<String, Object> body) {
    try {
      return Buffer.buffer(json.writeValueAsBytes(body));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("an answer could not be written", impossible);
    }
  }
}
