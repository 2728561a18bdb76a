package mosaic.gateway.wire;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * Refuses a body that says it is too large before any of it is read. One that does not say is read
 * up to {@link #MOST_BYTES}, where {@link WireJson} refuses it. The framework's own limit is a
 * little above and answers without a problem document.
 */
@Singleton
final class BodyLimit {
  /** The largest body of the user API (USER-API.md). */
  static final int MOST_BYTES = 8 * 1024 * 1024;

  /** After authentication (200), before the framework's own limit (2). */
  private static final int PRIORITY = 100;

  void register(@Observes Filters filters) {
    filters.register(BodyLimit::check, PRIORITY);
  }

  private static void check(RoutingContext request) {
    String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null || Long.parseLong(length) <= MOST_BYTES) {
      request.next();
      return;
    }
    if (request.request().version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    EarlyRefusal.answer(
        request,
        new ProblemException(
            ProblemCode.BODY_TOO_LARGE,
            "A body may have up to %d bytes.".formatted(MOST_BYTES),
            "Send less in one call."));
  }
}
