package mosaic.gateway.instance.check;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mosaic.gateway.instance.Tier;

/** Looks at one thing that this instance needs, and changes nothing. */
interface Check {
  /** The tiers that need it. */
  default Set<Tier> tiers() {
    return EnumSet.allOf(Tier.class);
  }

  /** What was found, at least one. Never throws for what is wrong with what it looks at. */
  List<Finding> look();
}
