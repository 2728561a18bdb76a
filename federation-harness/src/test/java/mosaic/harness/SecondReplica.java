package mosaic.harness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Another process of an instance: on its database, with a directory, addresses and a copy of the
 * master key of its own. It has a name of its own as well, so that a client can choose which of the
 * two it asks.
 */
final class SecondReplica implements AutoCloseable {
  private final GatewaySettings settings;
  private final Path hostsFile;
  private GatewayProcess process;

  private SecondReplica(GatewaySettings settings, Path hostsFile, Consumer<ObjectNode> change) {
    this.settings = settings;
    this.hostsFile = hostsFile;
    settings.write(change);
    this.process = start();
  }

  /** Starts one of a gateway that runs, and waits until it is ready. */
  static SecondReplica of(GatewayCluster cluster, Gateway gateway) {
    return of(cluster, gateway, configuration -> {});
  }

  /** The same with another configuration. */
  static SecondReplica of(GatewayCluster cluster, Gateway gateway, Consumer<ObjectNode> change) {
    String name = Names.unique("replica") + ".example";
    String address = Loopback.address();
    Path directory = Directories.make(cluster.directory().resolve(name));
    GatewaySettings settings =
        new GatewaySettings(
            name, address, address, directory, gateway.database(), gateway.settings().services());
    cluster.registerHost(name, address);
    try {
      var _ =
          Directories.secretFile(
              settings.masterKeyFile(),
              Files.readString(gateway.settings().masterKeyFile()).strip());
    } catch (IOException unreadable) {
      throw new HarnessException("No master key to copy", unreadable);
    }
    return new SecondReplica(settings, cluster.hostsFile(), change);
  }

  GatewaySettings settings() {
    return settings;
  }

  GatewayProcess process() {
    return process;
  }

  /** Its user API, for somebody who signed in at the instance. */
  UserApi api(Gateway of, UserApi signedIn) {
    return UserApi.at(settings.apiUrl(), Pem.certificate(of.caRootFile()))
        .withToken(signedIn.token());
  }

  void restart() {
    process.stop();
    process = start();
  }

  private GatewayProcess start() {
    GatewayProcess started =
        GatewayProcess.start(
            List.of(),
            settings.configurationFile(),
            Map.of(
                "MOSAIC_JAVA_OPTIONS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djdk.net.hosts.file=" + hostsFile),
            settings.logFile());
    boolean ready = false;
    try {
      started.awaitReady(
          settings.managementUrl().resolve("/q/health/ready"), Deadline.inSeconds(90));
      ready = true;
      return started;
    } finally {
      if (!ready) {
        started.close();
      }
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
