package mosaic.gateway.instance.check;

import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.instance.MasterKeySource;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.seal.Sealer;

/**
 * The stored CA: its certificates are in date, and the master key opens its keys. The CA is the
 * first thing that an instance seals, so a key that opens it is the right one.
 */
final class StoredAuthority implements DatabaseCheck {
  /** Time enough to plan: whoever enrolled with this CA is concerned. */
  private static final Duration NEAR = Duration.ofDays(60);

  private static final String TABLE = "certificate_authority";
  private static final Subject KEY = Subject.of("master_key_seal", "master key");

  private final DatabaseConfig config;
  private final InstanceConfig instance;
  private final Clock clock;

  StoredAuthority(DatabaseConfig config, InstanceConfig instance, Clock clock) {
    this.config = config;
    this.instance = instance;
    this.clock = clock;
  }

  private record Row(
      UUID id, String rootPem, String sealedRootKey, String issuingPem, String sealedIssuingKey) {
    @Override
    public String toString() {
      return "Row[redacted]";
    }
  }

  @Override
  public Subject subject() {
    return Postgres.subject(config, "ca", "CA in");
  }

  @Override
  public List<Finding> look(DatabaseAccess access) throws SQLException {
    boolean migrated =
        DatabaseAccess.isTrue(
            access.gateway(), "select to_regclass('%s') is not null".formatted(TABLE));
    Optional<Row> row = migrated ? row(access) : Optional.empty();
    if (row.isEmpty()) {
      return List.of(
          Finding.ok(subject(), "none yet, the first start makes it"),
          Finding.ok(KEY, "nothing is sealed yet"));
    }
    return List.of(
        certificate("ca_root", "CA root", row.get().rootPem()),
        certificate("ca_issuing", "issuing CA", row.get().issuingPem()),
        seal(row.get()));
  }

  private static Optional<Row> row(DatabaseAccess access) throws SQLException {
    try (Statement statement = access.gateway().createStatement();
        ResultSet found =
            statement.executeQuery(
                "select id, root_certificate, root_key, issuing_certificate, issuing_key from "
                    + TABLE)) {
      return found.next()
          ? Optional.of(
              new Row(
                  found.getObject(1, UUID.class),
                  found.getString(2),
                  found.getString(3),
                  found.getString(4),
                  found.getString(5)))
          : Optional.empty();
    }
  }

  private Finding certificate(String id, String name, String pem) {
    Subject subject = Subject.of(id, name);
    X509Certificate certificate;
    try {
      certificate = Pem.decodeCertificate(pem);
    } catch (MalformedPemException damaged) {
      return Finding.failure(
          subject,
          "its stored certificate is damaged",
          "restore table certificate_authority from a backup");
    }
    return ofDates(
        subject,
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        clock.instant());
  }

  /** What the dates of an authority's certificate mean now. */
  static Finding ofDates(Subject subject, Instant notBefore, Instant notAfter, Instant now) {
    String day = notAfter.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
    Finding finding;
    if (now.isBefore(notBefore)) {
      finding =
          Finding.failure(
              subject,
              "its certificate is valid only from %s on".formatted(notBefore),
              "check the clock of this machine");
    } else if (!now.isBefore(notAfter)) {
      finding =
          Finding.failure(
              subject,
              "its certificate expired on %s, so nobody accepts what it issues".formatted(day),
              "check the clock of this machine; renewing a CA is not in this build, so a new"
                  + " instance has to be set up and its peers enrolled again");
    } else if (now.plus(NEAR).isAfter(notAfter)) {
      finding =
          Finding.warning(
              subject,
              "its certificate expires on " + day,
              "renewing a CA is not in this build: upgrade to one that can before that day");
    } else {
      finding = Finding.ok(subject, "valid until " + day);
    }
    return finding.with("expires_at", notAfter.toString());
  }

  private Finding seal(Row row) {
    Sealer sealer;
    try {
      sealer = new Sealer(MasterKeySource.of(instance).read());
    } catch (StartRefused | IllegalArgumentException reportedElsewhere) {
      return Finding.unknown(KEY, "there is no usable key to try");
    }
    if (opens(sealer, row.sealedIssuingKey(), row.id(), "issuing_key")
        && opens(sealer, row.sealedRootKey(), row.id(), "root_key")) {
      return Finding.ok(KEY, "opens what this instance sealed");
    }
    return Finding.failure(
        KEY,
        "it does not open the CA key in database %s of %s:%d, so it is not the one that sealed it"
            .formatted(config.name(), config.host(), config.port()),
        "set master_key to the key that this instance was first started with; after a change, keep"
            + " the older key as a further line");
  }

  private static boolean opens(Sealer sealer, String sealed, UUID row, String column) {
    try {
      var _ = sealer.open(sealed, new Sealer.Place(TABLE, column, row));
      return true;
    } catch (Sealer.UnsealException closed) {
      return false;
    }
  }
}
