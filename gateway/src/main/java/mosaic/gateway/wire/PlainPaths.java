package mosaic.gateway.wire;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;

/**
 * Lets every path of the user API have one spelling (T-33). The framework would resolve {@code ..},
 * {@code //} and {@code %2e} and drop {@code ;x=y}; a proxy in front or a log behind would not, and
 * would take it for another path than the one that is served.
 */
@Singleton
final class PlainPaths {
  private static final String USER_API = "/api/";

  /** Before authentication (200). */
  private static final int PRIORITY = 300;

  void register(@Observes Filters filters) {
    filters.register(PlainPaths::check, PRIORITY);
  }

  private static void check(RoutingContext request) {
    String path = request.request().path();
    if (isPlain(path, request.normalizedPath())) {
      request.next();
      return;
    }
    EarlyRefusal.answer(
        request,
        new ProblemException(
            ProblemCode.NO_SUCH_ENDPOINT,
            "The path is not written the one way that paths are written here.",
            "Leave out '..', '//', ';' and percent signs."));
  }

  /**
   * Whether a path may pass.
   *
   * @param path as it came
   * @param normalized what the framework makes of it and routes by
   */
  static boolean isPlain(String path, String normalized) {
    return !normalized.startsWith(USER_API)
        || (path.equals(normalized) && path.indexOf('%') < 0 && path.indexOf(';') < 0);
  }
}
