package mosaic.gateway.enrolment.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.gateway.audit.AuditChange;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.enrolment.EnrolmentToken;
import mosaic.gateway.pki.store.IssuanceRecord;
import org.jspecify.annotations.Nullable;

/** Enrolment tokens, and the two transactions of an enrolment. */
@ApplicationScoped
public class EnrolmentTokens {
  private static final AuditChange ACTIVATED =
      new AuditChange(Map.of("status", "pending"), Map.of("status", "active"));

  private final Database database;
  private final IssuanceRecord record;
  private final AuditLog audit;

  EnrolmentTokens(Database database, IssuanceRecord record, AuditLog audit) {
    this.database = database;
    this.record = record;
    this.audit = audit;
  }

  /**
   * What a usable token stands for.
   *
   * @param grant the grant
   * @param subjectUser its subject
   * @param requestingServer the host it is for
   * @param expiresAt when the grant ends; null for never
   */
  public record Redeemable(
      UUID grant, UUID subjectUser, String requestingServer, @Nullable Instant expiresAt) {}

  /** Stores a token's hash, within the caller's transaction. */
  public Uni<Void> store(
      SqlConnection connection, UUID grant, EnrolmentToken token, Instant expires) {
    return connection
        .preparedQuery(
            "insert into enrolment_tokens (token_hash, grant_id, expires_at) values ($1, $2, $3)")
        .execute(Tuple.of(Buffer.buffer(token.hash()), grant, expires.atOffset(ZoneOffset.UTC)))
        .replaceWithVoid();
  }

  /** Cancels every token of a grant that was not used, within the caller's transaction. */
  public Uni<Void> cancel(SqlConnection connection, UUID grant) {
    return connection
        .preparedQuery(
            "update enrolment_tokens set cancelled_at = now()"
                + " where grant_id = $1 and used_at is null and cancelled_at is null")
        .execute(Tuple.of(grant))
        .replaceWithVoid();
  }

  /** Looks a token up without using it; empty unless it would work now. */
  public Uni<Optional<Redeemable>> find(UUID grant, EnrolmentToken token) {
    return database
        .query(
            """
            select g.id, g.subject_user_id, g.requesting_server, g.expires_at
              from enrolment_tokens t join federation_grants g on g.id = t.grant_id
             where t.token_hash = $1 and t.grant_id = $2 and t.used_at is null
               and t.cancelled_at is null and t.expires_at > now() and grant_enrollable(g)
            """,
            Tuple.of(Buffer.buffer(token.hash()), grant))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(
                    new Redeemable(row.getUUID(0), row.getUUID(1), row.getString(2), expiry(row)));
              }
              return Optional.empty();
            });
  }

  private static @Nullable Instant expiry(Row row) {
    OffsetDateTime expires = row.get(OffsetDateTime.class, "expires_at");
    return expires == null ? null : expires.toInstant();
  }

  /** What became of an attempt to use a token. */
  public enum Redemption {
    /** Used up now, by this attempt alone. */
    REDEEMED,
    /** Used, expired or cancelled before. */
    GONE,
    /** The key was certified for a grant before (T-13); the token is not used up. */
    KEY_IN_USE
  }

  /**
   * First transaction: uses the token up and stores the intent to issue. Of any number of
   * concurrent uses exactly one succeeds: the row lock of the update decides (M2-03).
   */
  public Uni<Redemption> redeem(UUID grant, EnrolmentToken token, IssuanceIntent intent) {
    return database
        .inTransaction(
            connection ->
                connection
                    .preparedQuery(
                        """
                    update enrolment_tokens t set used_at = now()
                      from federation_grants g
                     where t.token_hash = $1 and t.grant_id = $2 and t.used_at is null
                       and t.cancelled_at is null and t.expires_at > now()
                       and g.id = t.grant_id and grant_enrollable(g)
                    """)
                    .execute(Tuple.of(Buffer.buffer(token.hash()), grant))
                    .flatMap(
                        used ->
                            used.rowCount() == 1
                                ? record
                                    .intendGrant(connection, intent, grant)
                                    .replaceWith(Redemption.REDEEMED)
                                : Uni.createFrom().item(Redemption.GONE)))
        .onFailure(EnrolmentTokens::isKeyInUse)
        .recoverWithItem(Redemption.KEY_IN_USE);
  }

  private static boolean isKeyInUse(Throwable failure) {
    return failure instanceof PgException postgres
        && "issued_certificates_one_key_one_grant".equals(postgres.getConstraint());
  }

  /**
   * Second transaction: records the certificate and makes the grant active.
   *
   * @return false when the grant was revoked in between; the certificate then counts for nothing
   */
  public Uni<Boolean> activate(
      UUID grant,
      IssuanceIntent intent,
      Fingerprint certificate,
      Fingerprint requestingCa,
      Instant at) {
    return database.inTransaction(
        connection ->
            record
                .issued(connection, intent, certificate, at)
                .flatMap(
                    issued ->
                        connection
                            .preparedQuery(
                                """
                                update federation_grants g
                                   set status = 'active', activated_at = now(),
                                       active_cert_fingerprint = $2,
                                       requesting_ca_fingerprint = $3
                                 where g.id = $1 and grant_enrollable(g)
                                """)
                            .execute(Tuple.of(grant, certificate.hex(), requestingCa.hex())))
                .flatMap(
                    updated ->
                        updated.rowCount() == 1
                            ? audit
                                .record(
                                    connection,
                                    AuditEvent.ofAdmin(grant, "grant.enrol", "enrolment")
                                        .with(ACTIVATED))
                                .replaceWith(Boolean.TRUE)
                            : revoked(connection, intent).replaceWith(Boolean.FALSE)));
  }

  private static Uni<Void> revoked(SqlConnection connection, IssuanceIntent intent) {
    return connection
        .preparedQuery("update issued_certificates set revoked_at = now() where serial = $1")
        .execute(Tuple.of(intent.serial().hex()))
        .replaceWithVoid();
  }

  /** Records an enrolment that was refused (T-10). */
  public Uni<Void> refused(UUID grant) {
    return audit.record(AuditEvent.refusedEnrolment(grant));
  }
}
