package mosaic.cli;

/** What a script can learn from the exit status. Printed by {@code mosaic --help}. */
public enum ExitCode {
  OK(0, "done"),
  REFUSED(1, "the gateway refused or failed"),
  USAGE(2, "the command was not understood, or its input is malformed"),
  UNREACHABLE(3, "no gateway reached, or its TLS certificate is not trusted"),
  NOT_ALLOWED(4, "not signed in, or not allowed (401, 403)"),
  NOT_FOUND(5, "not found, or gone (404, 410)"),
  NOT_FEDERATED(6, "the gateway is of a tier that does not federate");

  private final int status;
  private final String meaning;

  ExitCode(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  public int status() {
    return status;
  }

  public String meaning() {
    return meaning;
  }

  /** The exit code for a refusal by its HTTP status and the code of its problem. */
  public static ExitCode ofRefusal(int httpStatus, String problemCode) {
    if (problemCode.equals("tier-not-federated")) {
      return NOT_FEDERATED;
    }
    return switch (httpStatus) {
      case 401, 403 -> NOT_ALLOWED;
      case 404, 410 -> NOT_FOUND;
      default -> REFUSED;
    };
  }
}
