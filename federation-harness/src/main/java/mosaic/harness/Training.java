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
   * @param arguments the directory of the recordings: {@code gateway.aot} and {@code cli.aot}
   */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Screen screen = new Screen(out)) {
      screen.line("Recording how a gateway and a command start, once after a build.");
      screen.waitFor("starting services and a gateway");
      try (SharedServices services = SharedServices.start(screen::step)) {
        record(services.addresses(), Path.of(arguments[0]), () -> screen.waitFor("recording"));
        screen.step("recorded");
      }
    }
  }

  /**
   * Records with services that run already.
   *
   * @param directory where the recordings go
   * @param exercised is told when the gateway has done its part and the JDK does its own
   */
  static void record(ServiceAddresses services, Path directory, Runnable exercised) {
    Path gateway = directory.resolve("gateway.aot.new");
    Path cli = directory.resolve("cli.aot.new");
    try (GatewayCluster cluster =
        GatewayCluster.builder(services).gateway(GATEWAY).recordStart(gateway).start()) {
      exercise(cluster, cli);
      exercised.run();
      cluster.gateway(GATEWAY).process().stop(PATIENCE_WITH_RECORDING);
      keep(cli, directory.resolve("cli.aot"));
      keep(gateway, directory.resolve("gateway.aot"));
    }
  }

  private static void exercise(GatewayCluster cluster, Path recording) {
    Gateway gateway = cluster.gateway(GATEWAY);
    Cli cli = cluster.cli("training");
    var _ =
        cli.run(
            "login",
            gateway.settings().apiUrl().toString(),
            "--user",
            "admin",
            "--code-file",
            gateway.settings().dataDirectory().resolve("initial-admin-code").toString(),
            "--ca",
            gateway.caRootFile().toString());
    var _ = cli.run("create", "tasks", "--title", "recorded");
    var _ = cli.recording(recording).run("list", "tasks", "--source", "all");
  }

  private static void keep(Path recorded, Path file) {
    try {
      Files.move(recorded, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the JDK recorded nothing", e);
    }
  }
}
