package mosaic.gateway.scope;

import java.util.Optional;

/** The kinds of rows. */
public enum ResourceType {
  TASKS("tasks", false),
  NOTES("notes", false),
  MEMORY("memory", false),
  CREDENTIALS("credentials", true),
  API_KEYS("api_keys", true);

  private final String wireName;
  private final boolean sensitive;

  ResourceType(String wireName, boolean sensitive) {
    this.wireName = wireName;
    this.sensitive = sensitive;
  }

  /** The name in scope documents, in paths and in items. */
  public String wireName() {
    return wireName;
  }

  /** Whether a scope that grants this type needs an explicit flag. */
  public boolean sensitive() {
    return sensitive;
  }

  /** The type of exactly this name: no folding of case, no normalisation, no trimming (T-34). */
  public static Optional<ResourceType> fromWireName(String name) {
    for (ResourceType type : values()) {
      if (type.wireName.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
