package mosaic.harness;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One gateway with everything that is its own: settings, process, database, CA and master key. */
public final class Gateway implements AutoCloseable {
  private final GatewaySettings settings;
  private final List<String> prefix;
  private final Map<String, String> environment;
  private @Nullable GatewayProcess process;
  private @Nullable UserApi admin;

  Gateway(GatewaySettings settings, List<String> prefix, Map<String, String> environment) {
    this.settings = settings;
    this.prefix = List.copyOf(prefix);
    this.environment = Map.copyOf(environment);
  }

  public GatewaySettings settings() {
    return settings;
  }

  public String serverName() {
    return settings.serverName();
  }

  public Database database() {
    return settings.database();
  }

  /** Starts the process and returns at once. */
  public void start() {
    process = GatewayProcess.start(prefix, settings.configurationFile(), environment, logFile());
  }

  public void awaitReady(Deadline deadline) {
    URI health = settings.managementUrl().resolve("/q/health/ready");
    process().awaitReady(health, deadline);
  }

  public GatewayProcess process() {
    if (process == null) {
      throw new HarnessException(serverName() + " was not started");
    }
    return process;
  }

  public String log() {
    return process == null ? "(not started)" : process.log();
  }

  /** Where the gateway put its CA root on its first start. */
  public Path caRootFile() {
    return settings.dataDirectory().resolve("ca-root.pem");
  }

  /** The code with which its first admin signs in. */
  public String initialAdminCode() {
    try {
      return Files.readString(settings.dataDirectory().resolve("initial-admin-code")).strip();
    } catch (IOException e) {
      throw new HarnessException(serverName() + " left no code for its first admin", e);
    }
  }

  /** The user API, trusting this gateway's CA root and nothing else, not signed in. */
  public UserApi api() {
    return UserApi.at(settings.apiUrl(), Pem.certificate(caRootFile()));
  }

  /** The user API as the first admin; signs in when first asked for. */
  public synchronized UserApi admin() {
    if (admin == null) {
      admin = api().signedIn("admin", initialAdminCode());
    }
    return admin;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }

  private Path logFile() {
    return settings.logFile();
  }
}
