package mosaic.gateway.pki.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import mosaic.ca.IssuanceIntent;
import mosaic.gateway.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * The issuance record (T-01, T-15): every certificate this CA is about to sign, then what it
 * signed. A certificate that is not here does not count, whoever signed it.
 */
@ApplicationScoped
public class IssuanceRecord {
  private final Database database;

  IssuanceRecord(Database database) {
    this.database = database;
  }

  /** Stores the intent to issue this gateway's server certificate. */
  public Uni<Void> intendServer(IssuanceIntent intent) {
    return database.inTransaction(connection -> intend(connection, intent, "server", null));
  }

  /** Stores the intent to issue the certificate of an OCSP responder. */
  public Uni<Void> intendResponder(IssuanceIntent intent) {
    return database.inTransaction(connection -> intend(connection, intent, "ocsp", null));
  }

  /** Stores the intent to issue a grant's certificate, within the caller's transaction. */
  public Uni<Void> intendGrant(SqlConnection connection, IssuanceIntent intent, UUID grant) {
    return intend(connection, intent, "grant", grant);
  }

  /** Stores the intent to issue a certificate to ourselves, to be shown to a peer. */
  public Uni<Void> intendPeer(IssuanceIntent intent) {
    return database.inTransaction(connection -> intend(connection, intent, "peer", null));
  }

  /** Records one that was signed. */
  public Uni<Void> peerIssued(IssuanceIntent intent, Fingerprint certificate, Instant at) {
    return database.inTransaction(connection -> issued(connection, intent, certificate, at));
  }

  /** Records what was signed, within the caller's transaction. */
  public Uni<Void> issued(
      SqlConnection connection, IssuanceIntent intent, Fingerprint certificate, Instant at) {
    return connection
        .preparedQuery(
            "update issued_certificates set certificate_sha256 = $2, issued_at = $3"
                + " where serial = $1 and certificate_sha256 is null")
        .execute(Tuple.of(intent.serial().hex(), certificate.hex(), utc(at)))
        .replaceWithVoid();
  }

  /**
   * Records what was signed for a grant, within the caller's transaction.
   *
   * @param chain what is answered, PEM, to be answered again when it is lost
   * @return false when the intent was given up, or used before
   */
  public Uni<Boolean> grantIssued(
      SqlConnection connection,
      IssuanceIntent intent,
      Fingerprint certificate,
      String chain,
      Instant at) {
    return connection
        .preparedQuery(
            "update issued_certificates set certificate_sha256 = $2, issued_at = $3, chain = $4"
                + " where serial = $1 and certificate_sha256 is null and revoked_at is null")
        .execute(Tuple.of(intent.serial().hex(), certificate.hex(), utc(at), chain))
        .map(recorded -> recorded.rowCount() == 1);
  }

  /**
   * Records what was signed for a grant that is over, as revoked; whoever revoked it stays first.
   */
  public Uni<Void> grantIssuedInVain(
      SqlConnection connection, IssuanceIntent intent, Fingerprint certificate, Instant at) {
    return connection
        .preparedQuery(
            "update issued_certificates set certificate_sha256 = $2, issued_at = $3,"
                + " revoked_at = coalesce(revoked_at, now())"
                + " where serial = $1 and certificate_sha256 is null and abandoned_at is null")
        .execute(Tuple.of(intent.serial().hex(), certificate.hex(), utc(at)))
        .replaceWithVoid();
  }

  /**
   * What is recorded of a certificate that another CA issued.
   *
   * @param issuer the imported root
   * @param publicKey the certified key
   * @param toBeSigned what was signed
   * @param notBefore its first moment
   * @param notAfter its last
   */
  public record Facts(
      Fingerprint issuer,
      Fingerprint publicKey,
      Fingerprint toBeSigned,
      Instant notBefore,
      Instant notAfter) {}

  /** Records a certificate of another CA for a grant, within the caller's transaction. */
  public Uni<Void> foreign(
      SqlConnection connection,
      String recordedAs,
      UUID grant,
      Facts facts,
      String certificateSha256,
      String chain) {
    return connection
        .preparedQuery(
            "insert into issued_certificates (serial, purpose, grant_id, issuer_sha256,"
                + " public_key_sha256, tbs_sha256, not_before, not_after, certificate_sha256,"
                + " issued_at, chain)"
                + " values ($1, 'grant', $2, $3, $4, $5, $6, $7, $8, now(), $9)")
        .execute(
            Tuple.from(
                new Object[] {
                  recordedAs,
                  grant,
                  facts.issuer().hex(),
                  facts.publicKey().hex(),
                  facts.toBeSigned().hex(),
                  utc(facts.notBefore()),
                  utc(facts.notAfter()),
                  certificateSha256,
                  chain
                }))
        .replaceWithVoid();
  }

  /** Records a signed certificate of an OCSP responder. */
  public Uni<Void> responderIssued(IssuanceIntent intent, Fingerprint certificate, Instant at) {
    return database.inTransaction(connection -> issued(connection, intent, certificate, at));
  }

  /** Records a signed server certificate. */
  public Uni<Void> serverIssued(IssuanceIntent intent, Fingerprint certificate, Instant at) {
    return database.inTransaction(connection -> issued(connection, intent, certificate, at));
  }

  private static Uni<Void> intend(
      SqlConnection connection, IssuanceIntent intent, String purpose, @Nullable UUID grant) {
    return connection
        .preparedQuery(
            "insert into issued_certificates (serial, purpose, grant_id, issuer_sha256,"
                + " public_key_sha256, tbs_sha256, not_before, not_after)"
                + " values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .execute(
            Tuple.from(
                new @Nullable Object[] {
                  intent.serial().hex(),
                  purpose,
                  grant,
                  intent.issuer().hex(),
                  intent.publicKey().hex(),
                  intent.toBeSigned().hex(),
                  utc(intent.notBefore()),
                  utc(intent.notAfter())
                }))
        .replaceWithVoid();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
