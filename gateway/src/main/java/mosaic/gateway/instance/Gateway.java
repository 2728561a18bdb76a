package mosaic.gateway.instance;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The gateway process. */
@QuarkusMain
public final class Gateway implements QuarkusApplication {
  /** Exit code when start-up checks refuse. */
  private static final int REFUSED = 1;

  /** Checks everything, then serves until told to stop. */
  @SuppressWarnings("SystemOut") // the logging of the framework is not up yet
  public static void main(String... arguments) {
    System.setProperty("org.jboss.logging.provider", "jboss");
    try {
      Preflight.run(Settings.read());
    } catch (StartRefused refused) {
      System.err.println("mosaic: the gateway does not start.");
      for (StartRefused.StartProblem problem : refused.problems()) {
        System.err.println("  - " + problem.cause() + "\n    try: " + problem.remedy());
      }
      System.exit(REFUSED);
    }
    Quarkus.run(Gateway.class, arguments);
  }

  @Override
  public int run(String... arguments) {
    Quarkus.waitForExit();
    return 0;
  }
}
