package mosaic.harness;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * Starts one gateway, has it do a little of everything, and keeps what the JDK recorded of it, so
 * that later starts of the demo's gateways take half as long.
 */
public final class Training {
  private static final String GATEWAY = "training.example";
  private static final Duration PATIENCE_WITH_RECORDING = Duration.ofMinutes(2);

  private Training() {}

  /**
   * Entry point.
   *
   * @param arguments the file to make
   */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    Path recorded = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Screen screen = new Screen(out)) {
      screen.line("Recording a gateway's start, once after a build.");
      screen.waitFor("starting services and a gateway");
      try (SharedServices services = SharedServices.start(screen::step);
          GatewayCluster cluster =
              GatewayCluster.builder(services.addresses())
                  .gateway(GATEWAY)
                  .recordStart(recorded)
                  .start()) {
        exercise(cluster.gateway(GATEWAY));
        screen.waitFor("recording");
        cluster.gateway(GATEWAY).process().stop(PATIENCE_WITH_RECORDING);
        keep(recorded, file);
        screen.step("recorded");
      }
    }
  }

  private static void exercise(Gateway gateway) {
    UserApi api = gateway.admin().createUser("trainee").api();
    var _ = api.createRow("tasks", "recorded");
    var _ = api.titles("tasks", "all");
  }

  private static void keep(Path recorded, Path file) {
    try {
      Files.move(recorded, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the JDK recorded nothing", e);
    }
  }
}
