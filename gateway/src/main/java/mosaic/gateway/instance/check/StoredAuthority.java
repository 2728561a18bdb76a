package mosaic.gateway.instance.check;

import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
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

  private record Row(UUID id, String kind, boolean current, String pem, String sealedKey) {
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
    List<Row> rows = migrated ? rows(access) : List.of();
    if (rows.isEmpty()) {
      return List.of(
          Finding.ok(subject(), "none yet, the first start makes it"),
          Finding.ok(KEY, "nothing is sealed yet"));
    }
    List<Finding> findings = new ArrayList<>();
    for (Row row : rows) {
      if (row.current()) {
        findings.add(certificate(row));
      }
    }
    findings.add(seal(rows));
    return findings;
  }

  /** Those that are in use, the roots first. */
  private static List<Row> rows(DatabaseAccess access) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Statement statement = access.gateway().createStatement();
        ResultSet found =
            statement.executeQuery(
                "select id, kind, state = 'current', certificate, key_reference from "
                    + TABLE
                    + " where state <> 'retired' order by kind desc, created_at")) {
      while (found.next()) {
        rows.add(
            new Row(
                found.getObject(1, UUID.class),
                found.getString(2),
                found.getBoolean(3),
                found.getString(4),
                found.getString(5)));
      }
    }
    return rows;
  }

  private Finding certificate(Row row) {
    Subject subject =
        Subject.of("ca_" + row.kind(), row.kind().equals("root") ? "CA root" : "issuing CA");
    X509Certificate certificate;
    try {
      certificate = Pem.decodeCertificate(row.pem());
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
              "check the clock of this machine; a CA that was not rotated in time cannot be any more,"
                  + " so a new instance has to be set up and its peers enrolled again");
    } else if (now.plus(NEAR).isAfter(notAfter)) {
      finding =
          Finding.warning(
              subject,
              "its certificate expires on " + day,
              "rotate it well before that day: docs/federation/RUNBOOK.md says how");
    } else {
      finding = Finding.ok(subject, "valid until " + day);
    }
    return finding.with("expires_at", notAfter.toString());
  }

  private Finding seal(List<Row> rows) {
    Sealer sealer;
    try {
      sealer = new Sealer(MasterKeySource.of(instance).read());
    } catch (StartRefused | IllegalArgumentException reportedElsewhere) {
      return Finding.unknown(KEY, "there is no usable key to try");
    }
    if (rows.stream().allMatch(row -> opens(sealer, row))) {
      return Finding.ok(KEY, "opens what this instance sealed");
    }
    return Finding.failure(
        KEY,
        "it does not open the CA key in database %s of %s:%d, so it is not the one that sealed it"
            .formatted(config.name(), config.host(), config.port()),
        "set master_key to the key that this instance was first started with; after a change, keep"
            + " the older key as a further line");
  }

  private static boolean opens(Sealer sealer, Row row) {
    try {
      var _ = sealer.open(row.sealedKey(), new Sealer.Place(TABLE, row.kind() + "_key", row.id()));
      return true;
    } catch (Sealer.UnsealException closed) {
      return false;
    }
  }
}
