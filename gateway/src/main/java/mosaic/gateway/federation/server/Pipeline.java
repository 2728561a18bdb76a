package mosaic.gateway.federation.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database.StandingChanged;
import mosaic.gateway.enrolment.EstMessages;
import mosaic.gateway.enrolment.Renewal;
import mosaic.gateway.federation.server.store.Standings;
import mosaic.gateway.limit.RateLimiter;
import mosaic.gateway.pki.InstanceCa;
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

  /** No request of a peer takes longer, whatever the database does. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Authentication authentication;
  private final Reads reads;
  private final Renewal renewal;
  private final InstanceCa ca;
  private final Standings standings;
  private final AuditLog audit;
  private final RootNews news;
  private final ObjectMapper json;
  private final RateLimiter<UUID> limiter = new RateLimiter<>(MOST_GRANTS);

  Pipeline(
      Authentication authentication,
      Reads reads,
      Renewal renewal,
      InstanceCa ca,
      Standings standings,
      AuditLog audit,
      RootNews news,
      ObjectMapper json) {
    this.authentication = authentication;
    this.reads = reads;
    this.renewal = renewal;
    this.ca = ca;
    this.standings = standings;
    this.audit = audit;
    this.news = news;
    this.json = json;
  }

  /** Answers one request; never fails but when its audit row cannot be written. */
  Uni<Answer> answer(FederatedRequest request, String traceId) {
    Trail trail = new Trail(request);
    return authentication
        .authenticate(request.certificate())
        .invoke(trail::standing)
        .invoke(Authentication::requireGoodStanding)
        .map(standing -> new Admitted(standing, limit(standing)))
        .invoke(admitted -> news.heard(admitted.standing().grant(), request))
        .flatMap(
            admitted -> {
              Question question = QuestionReader.read(request);
              trail.question(question);
              return answer(trail, admitted, question)
                  .onFailure(StandingChanged.class)
                  .recoverWithUni(() -> answerAnew(request, trail, admitted.allowance(), question));
            })
        .ifNoItem()
        .after(PATIENCE)
        .failWith(() -> ProblemException.overloaded(null))
        .onFailure()
        .recoverWithUni(failure -> refuse(trail, failure, traceId));
  }

  /** What changed between decision and answer is decided once more, on what holds now. */
  private Uni<Answer> answerAnew(
      FederatedRequest request,
      Trail trail,
      RateLimiter.Answer.Granted allowance,
      Question question) {
    return authentication
        .authenticate(request.certificate())
        .invoke(Authentication::requireGoodStanding)
        .flatMap(standing -> answer(trail, new Admitted(standing, allowance), question));
  }

  private Uni<Answer> answer(Trail trail, Admitted admitted, Question question) {
    Standing standing = admitted.standing();
    Uni<Answer> answer =
        switch (question) {
          case Question.Read read -> reads.answer(admitted, read).map(this::json);
          case Question.CaCertificates() ->
              Uni.createFrom().item(() -> certificates(ca.certificates()));
          case Question.Renew(Buffer csr) ->
              renewal
                  .renew(standing.grant(), standing.certificateSha256(), csr.getBytes())
                  .map(renewed -> certificates(List.of(renewed.certificate())));
        };
    return answer.flatMap(given -> record(trail, standing, given));
  }

  private static Answer certificates(List<X509Certificate> certificates) {
    return new Answer(
        200,
        EstMessages.CERTIFICATES_TYPE,
        Buffer.buffer(EstMessages.certificates(certificates)),
        OptionalLong.empty());
  }

  /** The key is the grant, so that neither renewal nor more connections help (T-56). */
  private RateLimiter.Answer.Granted limit(Standing standing) {
    return switch (limiter.take(standing.grant(), standing.rateLimitRpm())) {
      case RateLimiter.Answer.Granted granted -> granted;
      case RateLimiter.Answer.Exceeded(long seconds) ->
          throw new ProblemException(
                  ProblemCode.RATE_LIMITED,
                  "The grant's limit of %d requests a minute is used up."
                      .formatted(standing.rateLimitRpm()),
                  "Try again in %d seconds.".formatted(seconds))
              .with("retry_after", seconds);
    };
  }

  /** No row, no answer; and no row when the grant does not stand any more. */
  private Uni<Answer> record(Trail trail, Standing standing, Answer answer) {
    return audit
        .recordAnswer(standing.reader(), trail.answered(answer.body().length()))
        .map(
            recorded -> {
              if (!recorded) {
                throw new StandingChanged();
              }
              used(standing);
              return answer;
            });
  }

  /** Beside the answer: it waits for nobody and nobody waits for it. */
  private void used(Standing standing) {
    standings
        .used(standing.grant())
        .subscribe()
        .with(done -> {}, failure -> LOG.debug("last_used_at was not updated", failure));
  }

  private Uni<Answer> refuse(Trail trail, Throwable failure, String traceId) {
    Throwable shown =
        failure instanceof StandingChanged ? ProblemException.overloaded(failure) : failure;
    if (ProblemDocument.codeOf(shown) == ProblemCode.INTERNAL) {
      LOG.errorf(shown, "federated request failed, trace %s", traceId);
    }
    Answer answer = refused(shown, traceId);
    return audit
        .record(trail.failed(shown, answer.body().length()))
        // A database that is gone without a word must not hold the places of its peers.
        .ifNoItem()
        .after(PATIENCE)
        .failWith(() -> ProblemException.overloaded(null))
        .replaceWith(answer);
  }

  /** What is answered to a failure; leaves no audit row. */
  Answer refused(Throwable failure, String traceId) {
    return new Answer(
        ProblemDocument.codeOf(failure).status(),
        ProblemDocument.MEDIA_TYPE,
        bytes(ProblemDocument.of(failure, traceId)),
        retryAfter(failure));
  }

  private static OptionalLong retryAfter(Throwable failure) {
    return failure instanceof ProblemException problem
            && problem.extensions().get("retry_after") instanceof Number seconds
        ? OptionalLong.of(seconds.longValue())
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
