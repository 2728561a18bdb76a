package mosaic.gateway.enrolment.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.gateway.audit.AuditChange;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.enrolment.Enrolled;
import mosaic.gateway.enrolment.ForeignCertificate;
import mosaic.gateway.enrolment.GrantTerms;
import mosaic.gateway.enrolment.Issuance;
import mosaic.gateway.pki.store.IssuanceRecord;
import org.jspecify.annotations.Nullable;

/** What enrolment and renewal do alike with the issuance record. */
@ApplicationScoped
class GrantIssuances {
  /**
   * Since its intent was stored, nobody takes so long to sign and record: one signature, one short
   * transaction. Should somebody all the same, they find their intent given up and record nothing.
   */
  static final String LONG_AGO = "c.intended_at < now() - interval '2 seconds'";

  /** What an enrolment changes. */
  static final AuditChange ACTIVATED =
      new AuditChange(Map.of("status", "pending"), Map.of("status", "active"));

  private final Database database;
  private final IssuanceRecord record;
  private final AuditLog audit;
  private final Clock clock;

  GrantIssuances(Database database, IssuanceRecord record, AuditLog audit, Clock clock) {
    this.database = database;
    this.record = record;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Locks a grant, as whoever changes one does before anything else: grant, certificates, tokens is
   * the one order, so that a revocation waits and is never the victim of a deadlock. Foreign keys
   * get by, and with them the intent of an enrolment.
   */
  static Uni<Void> lock(SqlConnection connection, UUID grant) {
    return connection
        .preparedQuery("select 1 from federation_grants where id = $1 for no key update")
        .execute(Tuple.of(grant))
        .replaceWithVoid();
  }

  /** Stores an intent. */
  Uni<Void> intend(SqlConnection connection, IssuanceIntent intent, UUID grant) {
    return record.intendGrant(connection, intent, grant);
  }

  /** Whether a failure says that the key of an intent was certified before (T-13). */
  static boolean isKeyInUse(Throwable failure) {
    return failure instanceof PgException postgres
        && "issued_certificates_one_key_one_grant".equals(postgres.getConstraint());
  }

  /** Gives up an intent, if it is still one; false when it is not. */
  Uni<Boolean> abandon(SqlConnection connection, Issuance cutOff) {
    return connection
        .preparedQuery(
            """
            update issued_certificates c set abandoned_at = now(), revoked_at = now()
             where c.serial = $1 and c.certificate_sha256 is null and c.revoked_at is null and
            """
                + LONG_AGO)
        .execute(Tuple.of(cutOff.serial()))
        .map(given -> given.rowCount() == 1);
  }

  /**
   * Gives up what the cancelled tokens of a grant were used for, if that is still an intent.
   * Whoever is about to record a certificate for one finds that they may not.
   */
  Uni<Void> abandonCancelled(SqlConnection connection, UUID grant) {
    return connection
        .preparedQuery(
            """
            update issued_certificates c set abandoned_at = now(), revoked_at = now()
              from enrolment_tokens t
             where t.grant_id = $1 and t.cancelled_at is not null and c.serial = t.serial
               and c.certificate_sha256 is null and c.revoked_at is null
            """)
        .execute(Tuple.of(grant))
        .replaceWithVoid();
  }

  /**
   * The second transaction: changes the grant, and records what was signed.
   *
   * @param change an update of the one grant, which finds no row when the grant is not as it was.
   *     It comes before the record, in the order in which a revocation locks the same rows.
   */
  Uni<Recording> complete(
      IssuanceIntent intent, Enrolled enrolled, String change, Tuple parameters, AuditEvent event) {
    return database
        .inTransaction(
            connection ->
                connection
                    .preparedQuery(change)
                    .execute(parameters)
                    .flatMap(
                        changed ->
                            changed.rowCount() == 1
                                ? recorded(connection, intent, enrolled)
                                    .flatMap(done -> audit.record(connection, event))
                                    .replaceWith(Recording.RECORDED)
                                : record
                                    .grantIssuedInVain(
                                        connection, intent, fingerprint(enrolled), clock.instant())
                                    .replaceWith(Recording.GRANT_CHANGED)))
        .onFailure(Overtaken.class)
        .recoverWithItem(Recording.OVERTAKEN);
  }

  /**
   * Records a certificate that is good already, and makes its grant active.
   *
   * @return fails, and so rolls back, when the grant cannot be enrolled any more
   */
  Uni<Void> adopt(SqlConnection connection, ForeignCertificate certificate) {
    String fingerprint = certificate.fingerprint().hex();
    return record
        .foreign(
            connection,
            certificate.recordedAs(),
            certificate.grant(),
            new IssuanceRecord.Facts(
                Fingerprint.of(certificate.root()),
                Fingerprint.of(certificate.chain().getFirst().getPublicKey()),
                certificate.toBeSigned(),
                certificate.notBefore(),
                certificate.notAfter()),
            fingerprint,
            Pem.encode(certificate.chain()))
        .flatMap(
            recorded ->
                connection
                    .preparedQuery(
                        """
                        update federation_grants g
                           set status = 'active', activated_at = now(), active_cert_fingerprint = $2
                         where g.id = $1 and grant_enrollable(g)
                        """)
                    .execute(Tuple.of(certificate.grant(), fingerprint)))
        .flatMap(
            updated ->
                updated.rowCount() == 1
                    ? audit.record(
                        connection,
                        AuditEvent.ofAdmin(certificate.grant(), "grant.enrol", "enrolment")
                            .with(ACTIVATED))
                    : Uni.createFrom().failure(new Overtaken()));
  }

  private Uni<Void> recorded(SqlConnection connection, IssuanceIntent intent, Enrolled enrolled) {
    return record
        .grantIssued(
            connection,
            intent,
            fingerprint(enrolled),
            Pem.encode(enrolled.chain()),
            clock.instant())
        .invoke(
            recorded -> {
              if (!recorded) {
                throw new Overtaken();
              }
            })
        .replaceWithVoid();
  }

  private static Fingerprint fingerprint(Enrolled enrolled) {
    return Fingerprint.of(enrolled.certificate());
  }

  /** What the columns of a grant say that its certificate has to repeat. */
  static GrantTerms terms(Row row) {
    OffsetDateTime expires = row.get(OffsetDateTime.class, "expires_at");
    String root = row.getString("requesting_ca_root");
    try {
      return new GrantTerms(
          row.getUUID("id"),
          row.getUUID("subject_user_id"),
          new DnsName(row.getString("requesting_server")),
          expires == null ? null : expires.toInstant(),
          root == null ? null : Pem.decodeCertificate(root));
    } catch (MalformedPemException damaged) {
      throw new IllegalStateException("an imported root is damaged", damaged);
    }
  }

  /**
   * What columns {@code serial}, {@code public_key_sha256}, {@code state} and {@code chain} say.
   */
  static @Nullable Issuance issuance(Row row) {
    String serial = row.getString("serial");
    if (serial == null) {
      return null;
    }
    Issuance.State state = Issuance.State.ofWireName(row.getString("state"));
    return new Issuance(
        serial,
        Fingerprint.parse(row.getString("public_key_sha256")),
        state,
        state == Issuance.State.ISSUED ? row.getString("chain") : null);
  }

  /** Rolls the transaction back. */
  static final class Overtaken extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
