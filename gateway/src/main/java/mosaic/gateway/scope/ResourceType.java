package mosaic.gateway.scope;

import java.util.Optional;

/** The kinds of rows. */
public enum ResourceType {
  TASKS("tasks", false, "things to do: title, text, status, the note they belong to"),
  NOTES("notes", false, "texts with a title"),
  MEMORY("memory", false, "what agents remember: texts with a title"),
  CREDENTIALS("credentials", true, "what people sign in with; the secret goes to its owner only"),
  API_KEYS("api_keys", true, "what programs sign in with; the secret goes to its owner only");

  private final String wireName;
  private final boolean sensitive;
  private final String description;

  ResourceType(String wireName, boolean sensitive, String description) {
    this.wireName = wireName;
    this.sensitive = sensitive;
    this.description = description;
  }

  /** The name in scope documents, in paths and in items. */
  public String wireName() {
    return wireName;
  }

  /** Whether a scope that grants this type needs an explicit flag. */
  public boolean sensitive() {
    return sensitive;
  }

  /** What such a row is, in a few words for people; {@code capabilities} shows it. */
  public String description() {
    return description;
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
