package mosaic.gateway.enrolment.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.database.Database;
import mosaic.gateway.enrolment.Enrolled;
import mosaic.gateway.enrolment.GrantTerms;
import mosaic.gateway.enrolment.Issuance;
import mosaic.gateway.enrolment.Renewal;
import org.jspecify.annotations.Nullable;

/** The transactions of a renewal. */
@ApplicationScoped
public class Renewals {
  private static final String ACTOR = "renewal";

  /**
   * How many certificates a grant gets within a day, its enrolment included. One in weeks is what a
   * peer needs, and a few more when it is set up; what is issued stays on record for good, and all
   * of it is revoked with the grant, in one transaction. So nobody may make it long.
   */
  private static final int MOST_A_DAY = 12;

  private final Database database;
  private final GrantIssuances issuances;

  Renewals(Database database, GrantIssuances issuances) {
    this.database = database;
    this.issuances = issuances;
  }

  /**
   * A grant that can be renewed.
   *
   * @param terms what its certificate says
   * @param issuance what is on record of the key that is to be certified; null for a new key
   */
  public record Renewable(GrantTerms terms, @Nullable Issuance issuance) {}

  /**
   * Looks up a grant and a key.
   *
   * @return empty unless the grant is active with this certificate
   */
  public Uni<Optional<Renewable>> find(UUID grant, String activeSha256, Fingerprint key) {
    return database
        .query(
            """
            select g.id, g.subject_user_id, g.requesting_server, g.expires_at, g.requesting_ca_root,
                   c.serial, c.public_key_sha256, c.chain,
                   case when c.grant_id <> g.id or c.revoked_at is not null then 'over'
                        when c.certificate_sha256 = g.next_cert_fingerprint then 'issued'
                        when c.certificate_sha256 is not null then 'over'
                        when %s then 'cut_off'
                        else 'in_work' end as state
              from federation_grants g
              left join issued_certificates c on c.public_key_sha256 = $3
                    and c.purpose = 'grant' and c.abandoned_at is null
             where g.id = $1 and grant_in_force(g) and g.active_cert_fingerprint = $2
            """
                .formatted(GrantIssuances.LONG_AGO),
            Tuple.of(grant, activeSha256, key.hex()))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(
                    new Renewable(GrantIssuances.terms(row), GrantIssuances.issuance(row)));
              }
              return Optional.empty();
            });
  }

  /**
   * First transaction: stores the intent; false when the key is on record by now (T-13). Fails when
   * the grant has had its certificates for today.
   */
  public Uni<Boolean> intend(UUID grant, IssuanceIntent intent) {
    return database
        .inTransaction(
            connection ->
                requireFew(connection, grant)
                    .flatMap(few -> issuances.intend(connection, intent, grant)))
        .replaceWith(true)
        .onFailure(GrantIssuances::isKeyInUse)
        .recoverWithItem(false);
  }

  /** The same in the place of an intent that was cut off; false when it is not so any more. */
  public Uni<Boolean> replace(UUID grant, Issuance cutOff, IssuanceIntent intent) {
    return database.inTransaction(
        connection ->
            requireFew(connection, grant)
                .flatMap(few -> issuances.abandon(connection, cutOff))
                .flatMap(
                    abandoned ->
                        abandoned
                            ? issuances.intend(connection, intent, grant).replaceWith(true)
                            : Uni.createFrom().item(false)));
  }

  /** Under the lock of the grant, so that of many at once none is overlooked. */
  private static Uni<Void> requireFew(SqlConnection connection, UUID grant) {
    return GrantIssuances.lock(connection, grant)
        .flatMap(
            locked ->
                connection
                    .preparedQuery(
                        """
                        select ceil(extract(epoch from
                                 min(c.intended_at) + interval '1 day' - now()))::bigint as seconds
                          from (select intended_at from issued_certificates
                                 where grant_id = $1 and intended_at > now() - interval '1 day'
                                 order by intended_at desc limit $2) c
                        having count(*) >= $2
                        """)
                    .execute(Tuple.of(grant, (long) MOST_A_DAY)))
        .invoke(
            full -> {
              for (Row row : full) {
                throw Renewal.tooMany(row.getLong("seconds"));
              }
            })
        .replaceWithVoid();
  }

  /**
   * Second transaction: records the certificate as the grant's next. One that was next before, and
   * never used, is replaced: it is on record, but no grant's any more.
   */
  public Uni<Recording> complete(String activeSha256, IssuanceIntent intent, Enrolled enrolled) {
    return issuances.complete(
        intent,
        enrolled,
        """
        update federation_grants g set next_cert_fingerprint = $3
         where g.id = $1 and grant_in_force(g) and g.active_cert_fingerprint = $2
        """,
        Tuple.of(enrolled.grant(), activeSha256, Fingerprint.of(enrolled.certificate()).hex()),
        AuditEvent.ofAdmin(enrolled.grant(), "grant.renew", ACTOR));
  }
}
