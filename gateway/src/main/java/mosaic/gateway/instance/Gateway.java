package mosaic.gateway.instance;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.time.Duration;
import java.util.List;
import mosaic.gateway.instance.check.Finding;
import mosaic.gateway.instance.check.Preflight;
import org.jspecify.annotations.Nullable;

/** The gateway process. */
@QuarkusMain
public final class Gateway implements QuarkusApplication {
  /** Exit code when the gateway does not start. */
  private static final int REFUSED = 1;

  /** How long the database of tier {@code local} waits for a gateway that does not stop. */
  private static final Duration PATIENCE_WITH_STOPPING = Duration.ofSeconds(10);

  /** Argument of a start that is only tried or recorded: it ends as soon as everything serves. */
  private static final String ONLY_START = "--only-start";

  /** Checks everything, then serves until told to stop. */
  public static void main(String... arguments) {
    try {
      Preflight.run(withOwnDatabase(Settings.read())).forEach(Gateway::warn);
    } catch (StartRefused refused) {
      explain(refused);
      System.exit(REFUSED);
    }
    Quarkus.run(Gateway.class, Gateway::stopped, arguments);
  }

  @Override
  public int run(String... arguments) {
    if (!List.of(arguments).contains(ONLY_START)) {
      Quarkus.waitForExit();
    }
    return 0;
  }

  /**
   * Starts the database of tier {@code local}, and tells the framework where it is, before anything
   * needs it.
   */
  private static Settings withOwnDatabase(Settings settings) {
    if (settings.tier() != Tier.LOCAL) {
      return settings;
    }
    Preflight.beforeOwnDatabase(settings);
    LocalDatabase database =
        LocalDatabase.start(
            settings.instance().dataDirectory(), line -> System.err.println("mosaic: " + line));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAfterTheGateway(database)));
    database.settings().forEach(System::setProperty);
    return settings.withDatabase(database);
  }

  /**
   * Hooks run all at once: requests that are being answered still need the database, and so does
   * what the gateway does last. Whether it "is started" cannot be asked: that ends when it begins
   * to stop, which may have been before this hook came to run.
   */
  private static void stopAfterTheGateway(LocalDatabase database) {
    Application gateway = Application.currentApplication();
    if (gateway != null) {
      try {
        Thread.ofPlatform().daemon().start(gateway::awaitShutdown).join(PATIENCE_WITH_STOPPING);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    database.close();
  }

  /** The framework has logged what it knows; a refusal of ours is said in our words as well. */
  private static void stopped(int code, @Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartRefused refused) {
        explain(refused);
      }
    }
    System.exit(code);
  }

  private static void warn(Finding warning) {
    System.err.println(
        "mosaic: warning: %s\n    try: %s".formatted(warning, warning.remedy().orElseThrow()));
  }

  /** To standard error: the logging of the framework may not be up. */
  private static void explain(StartRefused refused) {
    System.err.println("mosaic: the gateway does not start.");
    for (StartRefused.StartProblem problem : refused.problems()) {
      System.err.println("  - " + problem.cause() + "\n    try: " + problem.remedy());
    }
  }
}
