package mosaic.gateway.instance;

import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before the user API accepts connections: the management listener opens earlier. */
@Readiness
@ApplicationScoped
class UserApiReadiness implements HealthCheck {
  private volatile boolean listening;

  void started(@ObservesAsync HttpsServerStart start) {
    listening = true;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("user-api").status(listening).build();
  }
}
