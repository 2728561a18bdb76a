package mosaic.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where one gateway lives: its name, its addresses, its directory, its database, and the
 * configuration file made of them.
 *
 * @param address where the user API and the federation listener are
 * @param managementAddress where health and metrics are
 * @param services the services as the gateway itself reaches them
 */
public record GatewaySettings(
    String serverName,
    String address,
    String managementAddress,
    Path directory,
    Database database,
    ServiceAddresses services) {
  public static final int API_PORT = 8443;
  public static final int FEDERATION_PORT = 8444;
  public static final int REVOCATION_PORT = 8445;
  public static final int MANAGEMENT_PORT = 9443;

  private static final ObjectMapper JSON = new ObjectMapper();

  public URI apiUrl() {
    return URI.create("https://" + serverName + ":" + API_PORT);
  }

  public URI managementUrl() {
    return URI.create("http://" + managementAddress + ":" + MANAGEMENT_PORT);
  }

  public Path configurationFile() {
    return directory.resolve("mosaic.config.json");
  }

  public Path dataDirectory() {
    return directory.resolve("data");
  }

  public Path masterKeyFile() {
    return directory.resolve("master.key");
  }

  public Path logFile() {
    return directory.resolve("gateway.log");
  }

  /** The configuration that {@link #write} writes, for those who want to spoil it. */
  public ObjectNode configuration() {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", 2)
        .put("tier", "federated")
        .put("server_name", serverName)
        .put("data_directory", dataDirectory().toString())
        .put("master_key", "file:" + masterKeyFile());
    root.putObject("database")
        .put("host", services.postgresHost())
        .put("port", services.postgresPort())
        .put("name", database.name())
        .put("user", database.gatewayRole())
        .put("password", "file:" + directory.resolve("gateway.password"))
        .put("migration_user", database.owner())
        .put("migration_password", "file:" + directory.resolve("owner.password"));
    root.putObject("valkey")
        .put("host", services.valkeyHost())
        .put("port", services.valkeyPort())
        .put("password", "file:" + directory.resolve("valkey.password"));
    root.putObject("api").put("host", address).put("port", API_PORT);
    root.putObject("federation")
        .put("host", address)
        .put("port", FEDERATION_PORT)
        // More than the 2 s by default: the machine may be busy with a build, too.
        .put("deadline", "10s")
        // Where its peers are: on loopback addresses, or in network namespaces.
        .put("allowed_networks", "127.0.0.0/8, 10.213.0.0/16");
    root.putObject("revocation").put("host", address).put("port", REVOCATION_PORT);
    root.putObject("management").put("host", managementAddress).put("port", MANAGEMENT_PORT);
    return root;
  }

  /** Writes the configuration, after {@code change}, and the secrets that it refers to. */
  public void write(Consumer<ObjectNode> change) {
    Directories.make(directory);
    Directories.make(dataDirectory());
    if (!Files.exists(masterKeyFile())) {
      var _ = Directories.secretFile(masterKeyFile(), Secrets.masterKey());
    }
    var _ =
        Directories.secretFile(directory.resolve("gateway.password"), database.gatewayPassword());
    var _ = Directories.secretFile(directory.resolve("owner.password"), database.ownerPassword());
    var _ = Directories.secretFile(directory.resolve("valkey.password"), services.valkeyPassword());
    ObjectNode configuration = configuration();
    change.accept(configuration);
    try {
      Files.writeString(configurationFile(), configuration.toPrettyString());
    } catch (IOException e) {
      throw new HarnessException("Could not write " + configurationFile(), e);
    }
  }
}
