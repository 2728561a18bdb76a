package mosaic.harness;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code mosaic demo}: two gateways on this machine, a tour of the real commands, and nothing left
 * behind.
 */
public final class Demo {
  private static final String WORK = "work.example";
  private static final String HOME = "home.example";
  private static final long LONGEST_CLEAN_UP_SECONDS = 30;

  private final DemoOptions options;
  private final Screen screen;

  private Demo(DemoOptions options, Screen screen) {
    this.options = options;
    this.screen = screen;
  }

  /** Entry point. */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    if (words.contains("--help") || words.contains("-h")) {
      out.print(DemoOptions.HELP);
      return;
    }
    DemoOptions options;
    try {
      options = DemoOptions.parse(words);
    } catch (HarnessException e) {
      System.err.println("mosaic: " + e.getMessage());
      System.exit(2);
      return;
    }
    // Ctrl-C interrupts the demo wherever it is; the process ends when everything is put away.
    CountDownLatch putAway = new CountDownLatch(1);
    Thread demo = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("demo-stop")
                .unstarted(
                    () -> {
                      demo.interrupt();
                      await(putAway);
                    }));
    int exit = 1;
    try (Screen screen = new Screen(out)) {
      exit = new Demo(options, screen).run();
    } finally {
      putAway.countDown();
    }
    System.exit(exit);
  }

  private int run() {
    screen.line("Two gateways on this machine: " + WORK + " has the data, " + HOME + " asks.");
    screen.waitFor("starting PostgreSQL and Valkey");
    try (SharedServices services = SharedServices.start(screen::step)) {
      screen.step("PostgreSQL and Valkey are ready");
      screen.waitFor("starting both gateways");
      try (GatewayPair pair = start(services.addresses())) {
        return tour(pair);
      } finally {
        screen.waitFor("stopping");
      }
    } catch (RuntimeException e) {
      return failed(e);
    } finally {
      screen.waitForNothing();
    }
  }

  private GatewayPair start(ServiceAddresses services) {
    return GatewayPair.builder(services)
        .names(WORK, HOME)
        .onReady(
            gateway ->
                screen.step(
                    "%s is ready (%s)"
                        .formatted(gateway.serverName(), gateway.settings().address())))
        .start();
  }

  private int tour(GatewayPair pair) {
    try {
      DemoTour.Outcome outcome = new DemoTour(pair, options.documents(), screen).walk();
      screen.line("");
      screen.step("that was the tour");
      if (options.exit()) {
        return 0;
      }
      stayUp(pair, outcome);
      return 0;
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        for (Gateway gateway : List.of(pair.work(), pair.home())) {
          screen.line("----- the end of the log of " + gateway.serverName() + " -----");
          screen.line(gateway.process().tail());
        }
      }
      throw e;
    }
  }

  private void stayUp(GatewayPair pair, DemoTour.Outcome outcome) {
    screen.line(
        """

        Both gateways stay up until Ctrl-C.
          work  https://%s:8443 at %s, users admin and alice
          home  https://%s:8443 at %s, user admin, who reads at work what alice may
          token of admin at home: %s
        To go on in another terminal:
          export MOSAIC_PROFILE_DIR=%s
          export MOSAIC_JAVA_OPTIONS=-Djdk.net.hosts.file=%s
          %s --profile home list tasks --source all
        The profiles are work and home, both of the admin there. Or without the command:
          curl --cacert %s --resolve %s:8443:%s \\
            -H 'Authorization: Bearer %s' 'https://%s:8443/api/v1/tasks?source=all'"""
            .formatted(
                WORK,
                pair.work().settings().address(),
                HOME,
                pair.home().settings().address(),
                outcome.token(),
                pair.cluster().cli("home").directory(),
                pair.cluster().hostsFile(),
                ProjectRoot.launcher(),
                pair.home().caRootFile(),
                HOME,
                pair.home().settings().address(),
                outcome.token(),
                HOME));
    await(new CountDownLatch(1));
  }

  private int failed(RuntimeException failure) {
    if (Thread.currentThread().isInterrupted()) {
      return 130;
    }
    screen.waitForNothing();
    screen.line("");
    screen.line("mosaic: the demo failed: " + failure.getMessage());
    return 1;
  }

  /** Waits, at most for as long as tidying up may take when that is what is waited for. */
  private static void await(CountDownLatch latch) {
    try {
      while (!latch.await(LONGEST_CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
        if (Thread.currentThread().getName().equals("demo-stop")) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
