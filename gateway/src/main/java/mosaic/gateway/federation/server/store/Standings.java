package mosaic.gateway.federation.server.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import mosaic.gateway.database.Database;
import mosaic.gateway.federation.server.Standing;
import mosaic.gateway.grant.GrantStatus;
import mosaic.gateway.scope.Scope;

/** What the database says of a presented certificate: its record, its grant, and the subject. */
@ApplicationScoped
public class Standings {
  /** From the issuance record outwards: what is not recorded does not exist (T-01). */
  private static final String BY_CERTIFICATE =
      """
      select g.id, g.subject_user_id, g.scope, g.scope_revision, g.rate_limit_rpm, c.not_after,
             case when g.status = 'active' and u.disabled_at is not null then 'suspended'
                  else g.status::text end as status,
             coalesce(g.expires_at <= now(), false) as expired,
             c.revoked_at is null and now() between c.not_before and c.not_after as in_force,
             g.active_cert_fingerprint = c.certificate_sha256 as active,
             array(select m.team_id from team_members m where m.user_id = g.subject_user_id)
               as teams
        from issued_certificates c
        join federation_grants g on g.id = c.grant_id
        join users u on u.id = g.subject_user_id
       where c.certificate_sha256 = $1 and c.purpose = 'grant'
      """;

  private final Database database;

  Standings(Database database) {
    this.database = database;
  }

  /** The standing of the certificate with this SHA-256; empty when it is not on record. */
  public Uni<Optional<Standing>> find(String certificateSha256) {
    return database
        .query(BY_CERTIFICATE, Tuple.of(certificateSha256))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(standing(certificateSha256, row));
              }
              return Optional.empty();
            });
  }

  /** Notes that a grant was used, at most once a minute, and never waits for whoever changes it. */
  public Uni<Void> used(UUID grant) {
    return database
        .query(
            """
            update federation_grants set last_used_at = now()
             where id = (select id from federation_grants
                          where id = $1
                            and (last_used_at is null
                                 or last_used_at < now() - interval '1 minute')
                            for update skip locked)
            """,
            Tuple.of(grant))
        .replaceWithVoid();
  }

  private static Standing standing(String certificateSha256, Row row) {
    return new Standing(
        certificateSha256,
        row.getUUID("id"),
        row.getUUID("subject_user_id"),
        GrantStatus.ofWireName(row.getString("status")),
        row.getBoolean("expired"),
        row.getBoolean("in_force"),
        Boolean.TRUE.equals(row.getBoolean("active")),
        Scope.parse(row.get(JsonObject.class, "scope").getMap()),
        row.getInteger("scope_revision"),
        row.getInteger("rate_limit_rpm"),
        row.get(OffsetDateTime.class, "not_after").toInstant(),
        Set.of(row.getArrayOfUUIDs("teams")));
  }
}
