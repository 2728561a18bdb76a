package mosaic.gateway.instance.check;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mosaic.gateway.instance.Tier;

/** Looks at one thing in a database that answers, and changes nothing. */
interface DatabaseCheck {
  /** The tiers that need it. */
  default Set<Tier> tiers() {
    return EnumSet.allOf(Tier.class);
  }

  /** What it looks at, also where the database does not answer. */
  Subject subject();

  /** What was found, at least one. */
  List<Finding> look(DatabaseAccess access) throws SQLException;
}
