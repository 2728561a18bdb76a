package mosaic.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** One more process on the database of a gateway, with the same CA and master key. */
final class Replica implements AutoCloseable {
  private final GatewaySettings settings;
  private final Map<String, String> environment;
  private final Gateway of;
  private GatewayProcess process;

  private Replica(GatewaySettings settings, Map<String, String> environment, Gateway of) {
    this.settings = settings;
    this.environment = environment;
    this.of = of;
    this.process = start();
  }

  /** Starts it under a name of its own and waits until it is ready. */
  static Replica of(GatewayPair pair, Gateway gateway) {
    String name = Names.unique("replica") + ".example";
    String address = Loopback.address();
    pair.cluster().registerHost(name, address);
    GatewaySettings settings =
        new GatewaySettings(
            name,
            address,
            address,
            pair.cluster().directory().resolve(name),
            gateway.database(),
            gateway.settings().services());
    try {
      Directories.make(settings.directory());
      Files.copy(gateway.settings().masterKeyFile(), settings.masterKeyFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings.write(configuration -> {});
    return new Replica(
        settings,
        Map.of(
            "MOSAIC_JAVA_OPTIONS",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djdk.net.hosts.file="
                + pair.cluster().hostsFile()),
        gateway);
  }

  /** Its user API as anybody sees it, from an address that nobody else calls from. */
  UserApi fromAnywhere() {
    return UserApi.at(
        settings.apiUrl(),
        Pem.certificate(of.caRootFile()),
        InetAddress.ofLiteral(Loopback.address()));
  }

  /** Ends it as a power cut would. */
  void kill() {
    process.kill();
  }

  /** Starts it again, after it has ended, and waits until it is ready. */
  void restart() {
    process = start();
  }

  private GatewayProcess start() {
    GatewayProcess started =
        GatewayProcess.start(
            List.of(), settings.configurationFile(), environment, settings.logFile());
    started.awaitReady(settings.managementUrl().resolve("/q/health/ready"), Deadline.inSeconds(90));
    return started;
  }

  @Override
  public void close() {
    process.close();
  }
}
