package mosaic.gateway.pki.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.pki.Rehearsal;

/** Rehearsals of rotations and what peers said of them; in tier {@code federated} only. */
@ApplicationScoped
public class RehearsalStore {
  private final Database database;
  private final AuditLog audit;

  RehearsalStore(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /** Begins to offer one. */
  public Uni<Void> offer(Rehearsal rehearsal, String actor) {
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(
                    "insert into ca_rehearsals (id, what, chain, root, link)"
                        + " values ($1, $2, $3, $4, $5)")
                .execute(
                    Tuple.of(
                        rehearsal.id(),
                        rehearsal.what(),
                        rehearsal.chain(),
                        rehearsal.root(),
                        rehearsal.link()))
                .flatMap(
                    inserted ->
                        audit.record(
                            connection,
                            AuditEvent.ofAction("ca.rehearse", "ca/" + rehearsal.what(), actor))));
  }

  /** The one that is offered now: the last of a day. */
  public Uni<Optional<Rehearsal>> offered() {
    return database
        .query(
            """
            select id, what, chain, root, link from ca_rehearsals
             where created_at > now() - interval '1 day'
             order by created_at desc limit 1
            """,
            Tuple.tuple())
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(
                    new Rehearsal(
                        row.getUUID("id"),
                        row.getString("what"),
                        row.getString("chain"),
                        row.getString("root"),
                        row.getString("link")));
              }
              return Optional.empty();
            });
  }

  /** A peer said how it went, over a connection that its grant's certificate opened. */
  public Uni<Void> said(UUID rehearsal, UUID grant, String outcome) {
    return database
        .query(
            """
            insert into ca_rehearsal_results (rehearsal_id, grant_id, outcome)
            select id, $2, $3 from ca_rehearsals where id = $1
            on conflict do nothing
            """,
            Tuple.of(rehearsal, grant, outcome))
        .replaceWithVoid();
  }

  /** How it went at every peer of a grant in force. */
  public Uni<Optional<Rehearsal.Report>> report(UUID rehearsal) {
    return database
        .query(
            """
            select r.what, r.created_at, g.id as grant_id, g.requesting_server, s.outcome,
                   s.heard_at
              from ca_rehearsals r
              left join (federation_grants g
                         join issued_certificates c
                           on c.certificate_sha256 = g.active_cert_fingerprint
                          and c.not_after > now())
                on g.status in ('active', 'suspended')
              left join ca_rehearsal_results s on s.rehearsal_id = r.id and s.grant_id = g.id
             where r.id = $1
             order by g.requesting_server, g.id
            """,
            Tuple.of(rehearsal))
        .map(
            rows -> {
              List<Rehearsal.Result> results = new ArrayList<>();
              Row last = null;
              for (Row row : rows) {
                last = row;
                if (row.getUUID("grant_id") != null) {
                  OffsetDateTime heard = row.get(OffsetDateTime.class, "heard_at");
                  results.add(
                      new Rehearsal.Result(
                          row.getUUID("grant_id"),
                          row.getString("requesting_server"),
                          row.getString("outcome"),
                          heard == null ? null : heard.toInstant()));
                }
              }
              return last == null
                  ? Optional.empty()
                  : Optional.of(
                      new Rehearsal.Report(
                          rehearsal,
                          last.getString("what"),
                          last.get(OffsetDateTime.class, "created_at").toInstant(),
                          results));
            });
  }
}
