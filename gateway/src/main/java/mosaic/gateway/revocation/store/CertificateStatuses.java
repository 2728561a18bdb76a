package mosaic.gateway.revocation.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import mosaic.ca.CertificateStatus;
import mosaic.ca.Fingerprint;
import mosaic.ca.SerialNumber;
import mosaic.gateway.database.Database;

/** What the issuance record says of serial numbers: one look into its primary key for each. */
@ApplicationScoped
public class CertificateStatuses {
  private static final String BY_SERIAL =
      """
      select serial, revoked_at, revocation_reason, certificate_sha256 is not null as issued
        from issued_certificates
       where serial = any($2) and issuer_sha256 = $1
      """;

  private final Database database;

  CertificateStatuses(Database database) {
    this.database = database;
  }

  /**
   * The status of each of these that is on record; what is not here is unknown. So is what was to
   * be issued and, as far as is known, never was.
   */
  public Uni<Map<SerialNumber, CertificateStatus>> find(
      Fingerprint issuer, Collection<SerialNumber> serials) {
    String[] wanted = serials.stream().map(SerialNumber::hex).toArray(String[]::new);
    return database
        .query(BY_SERIAL, Tuple.of(issuer.hex(), wanted))
        .map(
            rows -> {
              Map<SerialNumber, CertificateStatus> found = new HashMap<>();
              for (Row row : rows) {
                found.put(SerialNumber.parse(row.getString("serial")), status(row));
              }
              return found;
            });
  }

  private static CertificateStatus status(Row row) {
    OffsetDateTime revoked = row.get(OffsetDateTime.class, "revoked_at");
    if (revoked != null) {
      return new CertificateStatus.Revoked(
          revoked.toInstant(), RevocationListStore.reason(row.getShort("revocation_reason")));
    }
    return row.getBoolean("issued")
        ? new CertificateStatus.Good()
        : new CertificateStatus.Unknown();
  }
}
