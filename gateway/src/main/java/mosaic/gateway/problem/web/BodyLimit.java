package mosaic.gateway.problem.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemDocument;
import mosaic.gateway.problem.ProblemException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses a body that says it is too large before any of it is read. The framework would do so too,
 * but without a problem document; it still cuts off bodies that do not say how large they are.
 */
@Singleton
final class BodyLimit {
  /** After authentication (200), before the framework's own limit (2). */
  private static final int PRIORITY = 100;

  private final long mostBytes;

  BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
    this.mostBytes = most.asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext request) {
    String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null || Long.parseLong(length) <= mostBytes) {
      request.next();
      return;
    }
    if (request.request().version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    request
        .response()
        .setStatusCode(ProblemCode.BODY_TOO_LARGE.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE)
        .end(
            Json.encode(
                ProblemDocument.of(
                    new ProblemException(
                        ProblemCode.BODY_TOO_LARGE,
                        "A body may have up to %d bytes.".formatted(mostBytes),
                        "Send less in one call."),
                    UUID.randomUUID().toString().replace("-", ""))));
  }
}
