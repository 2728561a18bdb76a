package mosaic.gateway.doctor;

import java.util.List;
import java.util.Locale;
import mosaic.gateway.instance.check.Finding;
import mosaic.gateway.instance.check.State;

/** How it stands with everything together. */
enum Colour {
  /** Nothing to do. */
  GREEN(0),
  /** The gateway works or could be started, and somebody should see to something. */
  YELLOW(1),
  /** The gateway cannot serve, and starting it again would not help. */
  RED(2);

  private final int exitCode;

  Colour(int exitCode) {
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The worst of all. What was not looked at counts for nothing: what kept it from being looked at
   * is there itself.
   */
  static Colour of(List<Finding> findings) {
    if (has(findings, State.FAILURE)) {
      return RED;
    }
    return has(findings, State.WARNING) ? YELLOW : GREEN;
  }

  private static boolean has(List<Finding> findings, State state) {
    return findings.stream().anyMatch(finding -> finding.state() == state);
  }
}
