package mosaic.gateway.query.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import mosaic.gateway.database.Database;

/** Which teams a user is in now. */
@ApplicationScoped
public class CallerTeams {
  private final Database database;

  CallerTeams(Database database) {
    this.database = database;
  }

  /** The ids of the user's teams. */
  public Uni<Set<UUID>> of(UUID user) {
    return database
        .query("select team_id from team_members where user_id = $1", Tuple.of(user))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getUUID("team_id"))
                    .collect(Collectors.toUnmodifiableSet()));
  }
}
