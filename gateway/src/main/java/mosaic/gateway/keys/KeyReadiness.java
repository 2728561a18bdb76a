package mosaic.gateway.keys;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A process without the line that the others seal under would fail on what they have sealed. */
@Readiness
@Singleton
final class KeyReadiness implements HealthCheck {
  private final KeyWatch watch;

  KeyReadiness(KeyWatch watch) {
    this.watch = watch;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("master_key").status(watch.isUpToDate()).build();
  }
}
