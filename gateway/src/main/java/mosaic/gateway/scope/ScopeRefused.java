package mosaic.gateway.scope;

/** A scope document that is not valid (M2-07), and where it is not. */
public final class ScopeRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String path;
  private final String reason;

  ScopeRefused(String path, String reason) {
    super(path + ": " + reason, null, false, false);
    this.path = path;
    this.reason = reason;
  }

  /** The JSON path of the offending value, for example {@code $.filters.tasks.include_teams[0]}. */
  public String path() {
    return path;
  }

  /**
   * What was found there and what is valid: one line of printable ASCII, whatever the document
   * held. {@link #getMessage} puts the path before it.
   */
  public String reason() {
    return reason;
  }
}
