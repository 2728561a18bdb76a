package mosaic.gateway.instance.check;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.Tier;

/** The database does not hold half of an instance that is on its way here. */
final class UnfinishedMigration implements DatabaseCheck {
  static final String ID = "tier_migration";

  private final DatabaseConfig config;

  UnfinishedMigration(DatabaseConfig config) {
    this.config = config;
  }

  @Override
  public Set<Tier> tiers() {
    return EnumSet.of(Tier.STANDALONE, Tier.FEDERATED);
  }

  @Override
  public Subject subject() {
    return Postgres.subject(config, ID, "migration of an instance in");
  }

  @Override
  public List<Finding> look(DatabaseAccess access) throws SQLException {
    boolean unfinished =
        DatabaseAccess.isTrue(access.owner(), "select to_regclass('tier_migration') is not null")
            && DatabaseAccess.isTrue(
                access.owner(),
                "select exists (select from tier_migration where completed_at is null)");
    return List.of(
        unfinished
            ? Finding.failure(
                subject(),
                "it holds the beginning of an instance that is being moved here",
                "run mosaic migrate tier once more, which goes on where it ended")
            : Finding.ok(subject(), "no migration of an instance is under way"));
  }
}
