package mosaic.cli;

import mosaic.cli.gateway.Problem;

/** Ends a command: a problem to show and the exit status that goes with it. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final transient Problem problem;

  public CommandFailure(ExitCode exitCode, Problem problem) {
    super(problem.title());
    this.exitCode = exitCode;
    this.problem = problem;
  }

  public CommandFailure(ExitCode exitCode, Problem problem, Throwable cause) {
    super(problem.title(), cause);
    this.exitCode = exitCode;
    this.problem = problem;
  }

  /** Input that is refused here, before any gateway is asked. */
  public static CommandFailure usage(String code, String title, String detail, String remedy) {
    return new CommandFailure(ExitCode.USAGE, Problem.local(code, title, detail, remedy));
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public Problem problem() {
    return problem;
  }
}
