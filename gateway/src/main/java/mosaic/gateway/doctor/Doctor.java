package mosaic.gateway.doctor;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.logging.LogManager;

/**
 * The command {@code mosaic doctor [--json]}. Exit code 0, 1 or 2 for green, yellow or red; others
 * when there was no examination.
 */
public final class Doctor {
  /** EX_USAGE of sysexits.h: 0 to 2 have their meaning. */
  private static final int MISUSED = 64;

  /** EX_SOFTWARE of sysexits.h. */
  private static final int BROKEN = 70;

  /**
   * Java ends with 1 where it cannot start; the launcher makes 1 of this, and no colour of that.
   */
  private static final int LOOKED_AND_YELLOW = 3;

  private Doctor() {}

  /** Entry point; the launcher has understood the other options. */
  public static void main(String... arguments) {
    // Drivers report what the findings say already, in words that may quote settings.
    LogManager.getLogManager().reset();
    int status = run(List.of(arguments));
    System.exit(status == Colour.YELLOW.exitCode() ? LOOKED_AND_YELLOW : status);
  }

  private static int run(List<String> arguments) {
    boolean json = arguments.equals(List.of("--json"));
    if (!json && !arguments.isEmpty()) {
      System.err.println("mosaic: doctor takes --json and nothing else here");
      return MISUSED;
    }
    Report report;
    try {
      report = Examination.run(Clock.systemUTC());
    } catch (RuntimeException | Error unexpected) {
      System.err.println(
          "mosaic: the doctor failed: %s; set MOSAIC_DEBUG=1 to see where"
              .formatted(unexpected.getClass().getName()));
      if (System.getenv("MOSAIC_DEBUG") != null) {
        unexpected.printStackTrace();
      }
      return BROKEN;
    }
    try (PrintStream output =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8)) {
      if (json) {
        output.println(JsonReport.of(report));
      } else {
        TextReport.of(report, mayColour()).forEach(output::println);
      }
    }
    return report.colour().exitCode();
  }

  /** The launcher says whether a terminal reads this; see no-color.org for the variable. */
  private static boolean mayColour() {
    String noColour = System.getenv("NO_COLOR");
    return Boolean.getBoolean("mosaic.terminal") && (noColour == null || noColour.isEmpty());
  }
}
