package mosaic.gateway.enrolment.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.database.Database;

/** The imported roots of grants that are not over. */
@ApplicationScoped
public class RequestingRoots {
  private final Database database;

  RequestingRoots(Database database) {
    this.database = database;
  }

  /**
   * One grant's root.
   *
   * @param grant the grant, and no other, that it is trusted for
   * @param pem the root
   */
  public record RequestingRoot(UUID grant, String pem) {}

  /** All of them; few grants have one. */
  public Uni<List<RequestingRoot>> live() {
    return database
        .query(
            """
            select id, requesting_ca_root from federation_grants
             where requesting_ca_root is not null and status <> 'revoked'
               and (expires_at is null or expires_at > now())
            """,
            Tuple.tuple())
        .map(
            rows -> {
              List<RequestingRoot> roots = new ArrayList<>();
              for (Row row : rows) {
                roots.add(new RequestingRoot(row.getUUID(0), row.getString(1)));
              }
              return roots;
            });
  }
}
