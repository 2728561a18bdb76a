package mosaic.gateway.instance.check;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.Tier;
import org.jspecify.annotations.Nullable;

/**
 * The revocation list of each issuing CA is in date and has everything that is revoked.
 * Never a failure: a gateway that was down for long has no other until it starts.
 */
final class RevocationLists implements DatabaseCheck {
  private static final String LISTS =
      """
      select l.number, l.next_update,
             exists (select from issued_certificates c
                      where c.issuer_sha256 = a.certificate_sha256 and c.revoked_at < now() - interval '1 minute'
                        and c.listed_number is null) as late
        from certificate_authority a
        left join revocation_lists l on l.issuer_sha256 = a.certificate_sha256 and l.number is not null
       where a.kind = 'issuing' and a.state in ('current', 'retiring')
       order by a.state, a.created_at
      """;

  private static final String START =
      "start the gateway; when it runs, its log says why there is no other";

  private final DatabaseConfig config;
  private final Clock clock;

  RevocationLists(DatabaseConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Set<Tier> tiers() {
    return EnumSet.of(Tier.FEDERATED);
  }

  @Override
  public Subject subject() {
    return Postgres.subject(config, "crl", "revocation list in");
  }

  @Override
  public List<Finding> look(DatabaseAccess access) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    if (DatabaseAccess.isTrue(
        access.gateway(), "select to_regclass('revocation_lists') is not null")) {
      try (Statement statement = access.gateway().createStatement();
          ResultSet found = statement.executeQuery(LISTS)) {
        while (found.next()) {
          findings.add(
              of(found.getLong(1), found.getObject(2, OffsetDateTime.class), found.getBoolean(3)));
        }
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(subject(), "none yet, the first start makes it"))
        : findings;
  }

  private Finding of(long number, @Nullable OffsetDateTime nextUpdate, boolean late) {
    Subject subject = Subject.of("crl", "revocation list");
    if (nextUpdate == null) {
      return Finding.warning(subject, "none was published yet", START);
    }
    Instant end = nextUpdate.toInstant();
    Finding finding;
    if (!clock.instant().isBefore(end)) {
      finding = Finding.warning(subject, "it ended at " + end, START);
    } else if (late) {
      finding = Finding.warning(subject, "something is revoked that is not on it", START);
    } else {
      finding = Finding.ok(subject, "number %d, in date until %s".formatted(number, end));
    }
    return finding.with("number", number).with("next_update", end.toString());
  }
}
