package mosaic.gateway.scope;

import java.util.List;

/**
 * One path that can be read, and how.
 *
 * @param verbs of those that we know, for example {@code list}
 */
public record ReadablePath(ResourcePath path, List<String> verbs) {
  /** Takes a private copy. */
  public ReadablePath {
    verbs = List.copyOf(verbs);
  }
}
