package mosaic.gateway.instance;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How much of the product an instance runs (PRODUCT, "Instance tiers"; R-101). */
public enum Tier {
  /** Embedded PostgreSQL, limits in process, no federation. */
  LOCAL,
  /** PostgreSQL and Valkey, no federation. */
  STANDALONE,
  /** PostgreSQL with pgvector and Valkey; federates as server and client. */
  FEDERATED;

  /** The tier's name in configuration, for example {@code federated}. */
  public String configName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The tier of this exact name, or empty. */
  public static Optional<Tier> fromConfigName(String name) {
    return Arrays.stream(values()).filter(tier -> tier.configName().equals(name)).findFirst();
  }

  /** All valid names, for messages. */
  public static String validNames() {
    return Arrays.stream(values()).map(Tier::configName).collect(Collectors.joining(", "));
  }
}
