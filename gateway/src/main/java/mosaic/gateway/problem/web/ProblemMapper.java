package mosaic.gateway.problem.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import mosaic.ca.CertificateAuthorityException;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemDocument;
import mosaic.gateway.problem.ProblemException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place of the user API that turns failures into problem details (RFC 9457). */
final class ProblemMapper {
  private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String SIGN_IN = "Sign in with: mosaic login";

  @ServerExceptionMapper
  Response problem(ProblemException problem) {
    return answer(problem);
  }

  /** Too many requests wait for the database, or this one has waited too long. */
  @ServerExceptionMapper({ConnectionPoolTooBusyException.class, TimeoutException.class})
  Response overloaded() {
    return answer(ProblemException.overloaded(null));
  }

  /** A token that holds the key may be gone for a while; everything else here is a defect. */
  @ServerExceptionMapper
  Response authority(CertificateAuthorityException failure) {
    if (failure.fault() != CertificateAuthorityException.Fault.KEY_UNAVAILABLE) {
      return unexpected(failure);
    }
    LOG.error("the token of the CA does not answer, so nothing is issued");
    return answer(
        new ProblemException(
                ProblemCode.CA_UNAVAILABLE,
                "The key of the certificate authority does not answer.",
                "Try again later; what was issued goes on working.",
                failure)
            .with("retry_after", 30));
  }

  /** The framework has added the challenge to this one already, and to no other. */
  @ServerExceptionMapper(AuthenticationFailedException.class)
  Response tokenRefused() {
    Response refusal =
        answer(
            new ProblemException(
                ProblemCode.NOT_SIGNED_IN,
                "The personal access token is unknown, or it has expired or was revoked.",
                SIGN_IN));
    return Response.fromResponse(refusal).header(CHALLENGE, null).build();
  }

  @ServerExceptionMapper(UnauthorizedException.class)
  Response notSignedIn() {
    return answer(
        new ProblemException(
            ProblemCode.NOT_SIGNED_IN, "No personal access token came with it.", SIGN_IN));
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException forbidden) {
    return answer(
        new ProblemException(
            ProblemCode.NOT_ALLOWED, "Your role does not allow this.", "Ask an admin."));
  }

  @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
  Response malformed(JsonProcessingException malformed) {
    return answer(JsonRefusal.of(malformed));
  }

  @ServerExceptionMapper
  Response framework(WebApplicationException failure) {
    if (failure.getCause() instanceof ProblemException problem) {
      return answer(problem);
    }
    if (failure.getCause() instanceof JsonProcessingException malformed) {
      return malformed(malformed);
    }
    return switch (failure.getResponse().getStatus()) {
      case 400 ->
          answer(
              ProblemException.invalid(
                  "A parameter or the body is missing or malformed.",
                  "See docs/federation/USER-API.md for what this call takes."));
      case 401 -> notSignedIn();
      case 403 -> answer(ProblemCode.NOT_ALLOWED, "Ask an admin.");
      case 404 -> answer(ProblemCode.NO_SUCH_ENDPOINT, "Check the path.");
      case 405 -> answer(ProblemCode.METHOD_NOT_ALLOWED, "Check the method.");
      case 406, 415 ->
          answer(
              ProblemCode.MEDIA_TYPE_UNSUPPORTED,
              "Use application/json, or what the call names in docs/federation.");
      case 413 -> answer(ProblemCode.BODY_TOO_LARGE, "Send less in one call.");
      default -> unexpected(failure);
    };
  }

  @ServerExceptionMapper
  Response unexpected(Throwable failure) {
    String traceId = traceId();
    LOG.errorf(failure, "request failed, trace %s", traceId);
    return answer(failure, traceId);
  }

  private static Response answer(ProblemCode code, String remedy) {
    return answer(new ProblemException(code, code.title() + ".", remedy));
  }

  private static Response answer(ProblemException problem) {
    return answer(problem, traceId());
  }

  private static Response answer(Throwable failure, String traceId) {
    ResponseBuilder response =
        Response.status(ProblemDocument.codeOf(failure).status())
            .type(ProblemDocument.MEDIA_TYPE)
            .entity(ProblemDocument.of(failure, traceId));
    if (failure instanceof ProblemException problem
        && problem.extensions().get("retry_after") instanceof Number seconds) {
      response.header("Retry-After", seconds);
    }
    switch (ProblemDocument.codeOf(failure)) { // RFC 9110, 11.6.1
      case NOT_SIGNED_IN -> response.header(CHALLENGE, "Bearer");
      case ENROLMENT_CREDENTIALS_MISSING ->
          response.header(CHALLENGE, "Basic realm=\"enrolment\", charset=\"UTF-8\"");
      default -> {
        // Nobody is asked to say who they are.
      }
    }
    return response.build();
  }

  private static String traceId() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
