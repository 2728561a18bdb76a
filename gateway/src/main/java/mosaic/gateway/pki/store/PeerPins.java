package mosaic.gateway.pki.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import mosaic.gateway.database.Database;
import mosaic.gateway.pki.PeerPin;
import org.jspecify.annotations.Nullable;

/** What peers said about the root that they pin; in tier {@code federated} only. */
@ApplicationScoped
public class PeerPins {
  private static final String SELECT =
      """
      select g.id, g.requesting_server, p.root_sha256, p.said_at, i.root_sha256 as certificate_root,
             c.not_after
        from federation_grants g
        join issued_certificates c on c.certificate_sha256 = g.active_cert_fingerprint
        left join certificate_authority i on i.certificate_sha256 = c.issuer_sha256
        left join ca_peer_pins p on p.grant_id = g.id
       where g.status in ('active', 'suspended') and c.not_after > now()
       order by g.requesting_server, g.id
      """;

  private final Database database;

  PeerPins(Database database) {
    this.database = database;
  }

  /** The peers whose grants are in force, or may be again. */
  public Uni<List<PeerPin>> ofActiveGrants() {
    return database
        .query(SELECT, Tuple.tuple())
        .map(
            rows -> {
              List<PeerPin> pins = new ArrayList<>();
              rows.forEach(row -> pins.add(pin(row)));
              return pins;
            });
  }

  /** A peer said which root it pins, over a connection that its grant's certificate opened. */
  public Uni<Void> said(UUID grant, Fingerprint root) {
    return database
        .query(
            """
            insert into ca_peer_pins (grant_id, root_sha256) values ($1, $2)
            on conflict (grant_id) do update set root_sha256 = $2, said_at = now()
            """,
            Tuple.of(grant, root.hex()))
        .replaceWithVoid();
  }

  private static PeerPin pin(Row row) {
    return new PeerPin(
        row.getUUID("id"),
        row.getString("requesting_server"),
        fingerprint(row, "root_sha256"),
        instant(row, "said_at"),
        fingerprint(row, "certificate_root"),
        row.get(OffsetDateTime.class, "not_after").toInstant());
  }

  private static @Nullable Fingerprint fingerprint(Row row, String column) {
    String hex = row.getString(column);
    return hex == null ? null : new Fingerprint(hex);
  }

  private static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.get(OffsetDateTime.class, column);
    return time == null ? null : time.toInstant();
  }
}
