package mosaic.gateway.enrolment.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.enrolment.Enrolled;
import mosaic.gateway.enrolment.EnrolmentToken;
import mosaic.gateway.enrolment.ForeignCertificate;
import mosaic.gateway.enrolment.GrantTerms;
import mosaic.gateway.enrolment.Issuance;
import mosaic.gateway.enrolment.TokenUse;
import org.jspecify.annotations.Nullable;

/** Enrolment tokens, and the two transactions of an enrolment. */
@ApplicationScoped
public class EnrolmentTokens {
  private static final String ACTOR = "enrolment";

  private final Database database;
  private final GrantIssuances issuances;
  private final AuditLog audit;

  EnrolmentTokens(Database database, GrantIssuances issuances, AuditLog audit) {
    this.database = database;
    this.issuances = issuances;
    this.audit = audit;
  }

  /** Stores a token's hash, within the caller's transaction. */
  public Uni<Void> store(
      SqlConnection connection, UUID grant, EnrolmentToken token, Instant expires) {
    return connection
        .preparedQuery(
            "insert into enrolment_tokens (token_hash, grant_id, expires_at) values ($1, $2, $3)")
        .execute(Tuple.of(Buffer.buffer(token.hash()), grant, expires.atOffset(ZoneOffset.UTC)))
        .replaceWithVoid();
  }

  /**
   * Cancels what was handed out for a grant and did not make it active, within the caller's
   * transaction: tokens that were not used, and those whose enrolment was cut off. The latter could
   * go on otherwise, by whoever holds the token and the key.
   *
   * @return how many tokens that were
   */
  public Uni<Integer> cancel(SqlConnection connection, UUID grant) {
    return GrantIssuances.lock(connection, grant)
        .flatMap(
            locked ->
                connection
                    .preparedQuery(
                        """
                        update enrolment_tokens t set cancelled_at = now()
                          from federation_grants g
                         where t.grant_id = $1 and g.id = t.grant_id
                           and t.cancelled_at is null and t.expires_at > now()
                           and (t.used_at is null or g.status = 'pending')
                        """)
                    .execute(Tuple.of(grant)))
        .map(cancelled -> cancelled.rowCount())
        .call(cancelled -> issuances.abandonCancelled(connection, grant));
  }

  /**
   * Looks a token up without using it; empty unless it is one of this grant, within its life. All
   * hashes of the grant are compared, each in a time that does not tell where it differs (T-10).
   */
  public Uni<Optional<TokenUse>> find(UUID grant, EnrolmentToken token) {
    return database
        .query(
            """
            select t.token_hash, t.used_at is not null as used, g.id, g.subject_user_id,
                   g.requesting_server, g.expires_at, g.requesting_ca_root, grant_enrollable(g) as enrollable,
                   c.serial, c.public_key_sha256, c.chain,
                   case when c.revoked_at is not null then 'over'
                        when grant_in_force(g)
                         and c.certificate_sha256 = g.active_cert_fingerprint then 'issued'
                        when c.certificate_sha256 is not null or not grant_enrollable(g) then 'over'
                        when %s then 'cut_off'
                        else 'in_work' end as state
              from enrolment_tokens t
              join federation_grants g on g.id = t.grant_id
              left join issued_certificates c on c.serial = t.serial
             where t.grant_id = $1 and t.cancelled_at is null and t.expires_at > now()
            """
                .formatted(GrantIssuances.LONG_AGO),
            Tuple.of(grant))
        .map(
            rows -> {
              Row found = null;
              byte[] hash = token.hash();
              for (Row row : rows) {
                if (MessageDigest.isEqual(row.getBuffer("token_hash").getBytes(), hash)) {
                  found = row;
                }
              }
              return use(found);
            });
  }

  private static Optional<TokenUse> use(@Nullable Row row) {
    if (row == null || (!row.getBoolean("used") && !row.getBoolean("enrollable"))) {
      return Optional.empty();
    }
    GrantTerms terms = GrantIssuances.terms(row);
    return Optional.of(
        row.getBoolean("used")
            ? new TokenUse.Used(terms, GrantIssuances.issuance(row))
            : new TokenUse.Unused(terms));
  }

  /** What became of an attempt to use a token. */
  public enum Redemption {
    /** Used up now, by this attempt alone. */
    REDEEMED,
    /** Used, expired or cancelled before. */
    GONE,
    /** The key was certified before (T-13); the token is not used up. */
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
                        update enrolment_tokens t set used_at = now(), serial = $3
                          from federation_grants g
                         where t.token_hash = $1 and t.grant_id = $2 and t.used_at is null
                           and t.cancelled_at is null and t.expires_at > now()
                           and g.id = t.grant_id and grant_enrollable(g)
                        """)
                    .execute(Tuple.of(Buffer.buffer(token.hash()), grant, intent.serial().hex()))
                    .flatMap(
                        used ->
                            used.rowCount() == 1
                                ? issuances
                                    .intend(connection, intent, grant)
                                    .replaceWith(Redemption.REDEEMED)
                                : Uni.createFrom().item(Redemption.GONE)))
        .onFailure(GrantIssuances::isKeyInUse)
        .recoverWithItem(Redemption.KEY_IN_USE);
  }

  /** What became of an attempt to go on where an enrolment was cut off. */
  public enum Replacement {
    /** The new intent stands in the place of the old one. */
    REPLACED,
    /** The token has ended. */
    GONE,
    /** The old intent is not cut off any more: somebody else replaced it. */
    OVERTAKEN
  }

  /**
   * First transaction once more, where the second never came: gives the old intent up and stores
   * another for the same key.
   */
  public Uni<Replacement> replace(
      UUID grant, EnrolmentToken token, Issuance cutOff, IssuanceIntent intent) {
    return database
        .inTransaction(
            connection ->
                GrantIssuances.lock(connection, grant)
                    .flatMap(locked -> issuances.abandon(connection, cutOff))
                    .flatMap(
                        abandoned ->
                            abandoned
                                ? issuances
                                    .intend(connection, intent, grant)
                                    .flatMap(intended -> reuse(connection, token, cutOff, intent))
                                    .replaceWith(Replacement.REPLACED)
                                : Uni.createFrom().item(Replacement.OVERTAKEN)))
        .onFailure(GrantIssuances.Overtaken.class)
        .recoverWithItem(Replacement.GONE);
  }

  /** Fails, and so rolls back, when the token has ended. */
  private static Uni<Void> reuse(
      SqlConnection connection, EnrolmentToken token, Issuance cutOff, IssuanceIntent intent) {
    return connection
        .preparedQuery(
            """
            update enrolment_tokens set serial = $3
             where token_hash = $1 and serial = $2
               and cancelled_at is null and expires_at > now()
            """)
        .execute(Tuple.of(Buffer.buffer(token.hash()), cutOff.serial(), intent.serial().hex()))
        .invoke(
            reused -> {
              if (reused.rowCount() != 1) {
                throw new GrantIssuances.Overtaken();
              }
            })
        .replaceWithVoid();
  }

  /** Second transaction: records the certificate and makes the grant active. */
  public Uni<Recording> activate(
      IssuanceIntent intent, Enrolled enrolled, Optional<Fingerprint> requestingCa) {
    return issuances.complete(
        intent,
        enrolled,
        """
        update federation_grants g
           set status = 'active', activated_at = now(), active_cert_fingerprint = $2,
               requesting_ca_fingerprint = coalesce($3, requesting_ca_fingerprint)
         where g.id = $1 and grant_enrollable(g)
        """,
        Tuple.tuple()
            .addUUID(enrolled.grant())
            .addString(Fingerprint.of(enrolled.certificate()).hex())
            .addString(requestingCa.map(Fingerprint::hex).orElse(null)),
        AuditEvent.ofAdmin(enrolled.grant(), "grant.enrol", ACTOR).with(GrantIssuances.ACTIVATED));
  }

  /**
   * Uses the token up, records a certificate that another CA issued, and makes the grant active:
   * one transaction, for nothing is signed here.
   */
  public Uni<Redemption> adopt(EnrolmentToken token, ForeignCertificate certificate) {
    return database
        .inTransaction(
            connection ->
                GrantIssuances.lock(connection, certificate.grant())
                    .flatMap(
                        locked ->
                            connection
                                .preparedQuery(
                                    """
                                    update enrolment_tokens t set used_at = now(), serial = $3
                                      from federation_grants g
                                     where t.token_hash = $1 and t.grant_id = $2
                                       and t.used_at is null and t.cancelled_at is null
                                       and t.expires_at > now()
                                       and g.id = t.grant_id and grant_enrollable(g)
                                       and g.requesting_ca_root is not null
                                    """)
                                .execute(
                                    Tuple.of(
                                        Buffer.buffer(token.hash()),
                                        certificate.grant(),
                                        certificate.recordedAs())))
                    .flatMap(
                        used ->
                            used.rowCount() == 1
                                ? issuances
                                    .adopt(connection, certificate)
                                    .replaceWith(Redemption.REDEEMED)
                                : Uni.createFrom().item(Redemption.GONE)))
        .onFailure(GrantIssuances.Overtaken.class)
        .recoverWithItem(Redemption.GONE)
        .onFailure(GrantIssuances::isKeyInUse)
        .recoverWithItem(Redemption.KEY_IN_USE);
  }

  /** Records an enrolment that was refused (T-10). */
  public Uni<Void> refused(UUID grant) {
    return audit.record(AuditEvent.refusedEnrolment(grant));
  }
}
