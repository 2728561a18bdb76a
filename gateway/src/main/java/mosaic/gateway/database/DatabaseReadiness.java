package mosaic.gateway.database;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that PostgreSQL answers. Valkey being down does not stop reads (PRODUCT, 2). */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {
  private static final String NAME = "postgresql";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Database database;

  DatabaseReadiness(Database database) {
    this.database = database;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return database
        .query("select 1", Tuple.tuple())
        .map(rows -> HealthCheckResponse.up(NAME))
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .onFailure()
        .recoverWithItem(HealthCheckResponse.down(NAME));
  }
}
