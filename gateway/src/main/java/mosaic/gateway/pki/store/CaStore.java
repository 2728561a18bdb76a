package mosaic.gateway.pki.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.database.Database;

/** The one row of {@code certificate_authority}. Keys are sealed before they get here. */
@ApplicationScoped
public class CaStore {
  private final Database database;

  CaStore(Database database) {
    this.database = database;
  }

  /**
   * The CA as stored.
   *
   * @param id row id, to which the keys are sealed
   * @param rootCertificate PEM
   * @param sealedRootKey sealed PKCS#8
   * @param issuingCertificate PEM
   * @param sealedIssuingKey sealed PKCS#8
   */
  public record StoredCa(
      UUID id,
      String rootCertificate,
      String sealedRootKey,
      String issuingCertificate,
      String sealedIssuingKey) {
    @Override
    public String toString() {
      return "StoredCa[" + id + "]";
    }
  }

  /** The CA of this instance, if it was made already. */
  public Uni<Optional<StoredCa>> load() {
    return database
        .query(
            "select id, root_certificate, root_key, issuing_certificate, issuing_key"
                + " from certificate_authority",
            Tuple.tuple())
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(
                    new StoredCa(
                        row.getUUID(0),
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4)));
              }
              return Optional.empty();
            });
  }

  /** Stores a new CA, unless another replica was first; then load it. */
  public Uni<Void> insertIfNone(StoredCa ca) {
    return database
        .query(
            "insert into certificate_authority"
                + " (id, root_certificate, root_key, issuing_certificate, issuing_key)"
                + " values ($1, $2, $3, $4, $5) on conflict (only_one) do nothing",
            Tuple.of(
                ca.id(),
                ca.rootCertificate(),
                ca.sealedRootKey(),
                ca.issuingCertificate(),
                ca.sealedIssuingKey()))
        .replaceWithVoid();
  }
}
