package mosaic.embedded;

/**
 * An embedded service could not be prepared, started or used.
 *
 * <p>The message is made to be shown to a person: what happened, to what, why (the last lines of
 * the tool that failed) and what to do about it. It never holds a password.
 */
public final class EmbeddedServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String remedy;

  EmbeddedServiceException(String problem, String remedy) {
    super(problem + "\n" + remedy);
    this.problem = problem;
    this.remedy = remedy;
  }

  EmbeddedServiceException(String problem, String remedy, Throwable cause) {
    super(problem + "\n" + remedy, cause);
    this.problem = problem;
    this.remedy = remedy;
  }

  /** What happened, to what and why; may have several lines. */
  public String problem() {
    return problem;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
