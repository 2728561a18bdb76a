package mosaic.harness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Any number of gateways, each a process of its own with its own database, CA and master key, that
 * know each other's host names. Everything on disk is in one directory, which goes with it.
 *
 * <pre>{@code
 * try (GatewayCluster cluster =
 *     GatewayCluster.builder(services).gateway("work.example").gateway("home.example").start()) {
 *   Person ada = cluster.gateway("work.example").admin().createUser("ada");
 * }
 * }</pre>
 */
public final class GatewayCluster implements AutoCloseable {
  /** These gateways live for minutes: what the second compiler would win comes too late. */
  private static final String START_QUICKLY = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ";

  private static final Duration PATIENCE_WITH_STARTING = Duration.ofSeconds(60);

  private final Path directory;
  private final Map<String, Gateway> gateways;

  private GatewayCluster(Path directory, Map<String, Gateway> gateways) {
    this.directory = directory;
    this.gateways = gateways;
  }

  /**
   * Says which gateways there shall be.
   *
   * @param services as this process reaches them
   */
  public static Builder builder(ServiceAddresses services) {
    return new Builder(services);
  }

  public Gateway gateway(String serverName) {
    Gateway gateway = gateways.get(serverName);
    if (gateway == null) {
      throw new HarnessException("No gateway " + serverName + " among " + gateways.keySet());
    }
    return gateway;
  }

  public Path directory() {
    return directory;
  }

  /** The file by which the processes of this cluster resolve names. */
  public Path hostsFile() {
    return hostsFile(directory);
  }

  /** Lets this process and the gateways, running ones too, resolve one more name. */
  public void registerHost(String name, String address) {
    LocalNames.register(name, address);
    LocalNames.writeHostsFile(hostsFile());
  }

  /** The {@code mosaic} command, which signs in and works under this profile. */
  public Cli cli(String profile) {
    return new Cli(Directories.make(directory.resolve("profiles")), profile, hostsFile());
  }

  /** What all gateways have printed, each under its name. */
  public String logs() {
    return gateways.values().stream()
        .map(gateway -> "----- log of " + gateway.serverName() + " -----\n" + gateway.log())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    Uninterrupted.run(
        () -> {
          inParallel(gateways.values(), Gateway::close);
          Directories.remove(directory);
        });
  }

  private static Path hostsFile(Path directory) {
    return directory.resolve("hosts");
  }

  private static void inParallel(Iterable<Gateway> gateways, Consumer<Gateway> work) {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Gateway gateway : gateways) {
        running.add(executor.submit(() -> work.accept(gateway)));
      }
      try {
        for (Future<?> one : running) {
          var _ = one.get();
        }
      } catch (InterruptedException e) {
        var _ = executor.shutdownNow();
        Thread.currentThread().interrupt();
        throw new HarnessException("Interrupted", e);
      } catch (ExecutionException e) {
        // The others would only wait for what nobody needs any more.
        var _ = executor.shutdownNow();
        throw e.getCause() instanceof RuntimeException cause ? cause : new HarnessException("", e);
      }
    }
  }

  /** Says which gateways there shall be. */
  public static final class Builder {
    private final ServiceAddresses services;
    private final List<GatewayPlacement> placements = new ArrayList<>();
    private Consumer<Gateway> onReady = gateway -> {};
    private Consumer<ObjectNode> change = configuration -> {};
    private String startUp = "";

    private Builder(ServiceAddresses services) {
      this.services = services;
    }

    /** A gateway on a loopback address of its own. */
    public Builder gateway(String serverName) {
      return gateway(GatewayPlacement.onLoopback(serverName, services));
    }

    public Builder gateway(GatewayPlacement placement) {
      placements.add(placement);
      return this;
    }

    /** Changes the configuration of every gateway before it is written, from several threads. */
    public Builder configure(Consumer<ObjectNode> configuring) {
      change = configuring;
      return this;
    }

    /** Is told of every gateway as soon as it is ready, from several threads. */
    public Builder onReady(Consumer<Gateway> listener) {
      onReady = listener;
      return this;
    }

    /** Records the start of these gateways in a file; the launcher uses no earlier record then. */
    Builder recordStart(Path file) {
      startUp = StartUpCache.record(file);
      return this;
    }

    /**
     * Starts all gateways at once and waits until every one is ready.
     *
     * @throws HarnessException with the end of the logs, when one does not become ready in time;
     *     nothing is left running then
     */
    public GatewayCluster start() {
      Path directory = Directories.temporary("mosaic-gateways-");
      placements.forEach(at -> LocalNames.register(at.serverName(), at.address()));
      LocalNames.writeHostsFile(hostsFile(directory));
      Map<String, String> environment =
          Map.of(
              "MOSAIC_JAVA_OPTIONS",
              START_QUICKLY + startUp + "-Djdk.net.hosts.file=" + hostsFile(directory));
      Map<String, Gateway> gateways = new LinkedHashMap<>();
      for (GatewayPlacement at : placements) {
        GatewaySettings settings =
            new GatewaySettings(
                at.serverName(),
                at.address(),
                at.managementAddress(),
                directory.resolve(at.serverName()),
                Database.plan(services, at.databaseName()),
                at.services());
        gateways.put(at.serverName(), new Gateway(settings, at.prefix(), environment));
      }
      GatewayCluster cluster = new GatewayCluster(directory, gateways);
      try {
        inParallel(gateways.values(), this::start);
      } catch (RuntimeException e) {
        HarnessException failure =
            new HarnessException("Not every gateway started: " + e + "\n" + cluster.logs(), e);
        cluster.close();
        throw failure;
      }
      return cluster;
    }

    private void start(Gateway gateway) {
      gateway.database().create();
      gateway.settings().write(change);
      gateway.start();
      gateway.awaitReady(Deadline.in(PATIENCE_WITH_STARTING));
      onReady.accept(gateway);
    }
  }
}
