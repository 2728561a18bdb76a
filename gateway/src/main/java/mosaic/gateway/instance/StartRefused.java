package mosaic.gateway.instance;

import java.util.List;

/** The gateway does not start. Carries every problem found, each with its remedy, and no secret. */
public final class StartRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<StartProblem> problems;

  /** One problem. */
  public StartRefused(String cause, String remedy) {
    this(List.of(new StartProblem(cause, remedy)));
  }

  /** Several problems, at least one. */
  public StartRefused(List<StartProblem> problems) {
    super(problems.getFirst().cause());
    this.problems = List.copyOf(problems);
  }

  /** What was found, in the order of the checks. */
  public List<StartProblem> problems() {
    return problems;
  }

  /**
   * One reason not to start.
   *
   * @param cause what is wrong, naming the service and where it was tried
   * @param remedy what to do about it
   */
  public record StartProblem(String cause, String remedy) {}
}
