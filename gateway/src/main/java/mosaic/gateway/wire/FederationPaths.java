package mosaic.gateway.wire;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import mosaic.gateway.instance.FederationSwitch;

/**
 * Refuses every call about federation where there is none, before its endpoint is made: the
 * grants and peers of admins, and enrolment by other gateways.
 */
@Singleton
final class FederationPaths {
  /** Enrolment over secure transport, where RFC 7030, 3.2.2, puts it. */
  private static final String EST = "/.well-known/est/";

  /** After authentication (200), and after paths were seen to be plain (300). */
  private static final int PRIORITY = 90;

  private final FederationSwitch federation;

  FederationPaths(FederationSwitch federation) {
    this.federation = federation;
  }

  void register(@Observes Filters filters) {
    if (!federation.isOn()) {
      filters.register(this::check, PRIORITY);
    }
  }

  private void check(RoutingContext request) {
    if (isOfFederation(request.normalizedPath())) {
      EarlyRefusal.answer(request, federation.refusal());
    } else {
      request.next();
    }
  }

  /** Whether a path, as the framework routes by it, is that of a call about federation. */
  static boolean isOfFederation(String path) {
    return path.equals("/api/v1/federation")
        || path.startsWith("/api/v1/federation/")
        || path.equals("/federation")
        || path.startsWith("/federation/")
        || path.startsWith(EST);
  }
}
