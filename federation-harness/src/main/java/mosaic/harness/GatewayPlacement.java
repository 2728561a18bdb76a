package mosaic.harness;

import java.util.List;

/**
 * Where a gateway is to run.
 *
 * @param address where its user API and federation listener are to be
 * @param managementAddress where its management listener is to be
 * @param services the services, as the gateway reaches them
 * @param prefix words before the launcher, such as {@code ip netns exec work}
 */
public record GatewayPlacement(
    String serverName,
    String address,
    String managementAddress,
    ServiceAddresses services,
    List<String> prefix) {

  /** On a loopback address that nobody else uses. */
  public static GatewayPlacement onLoopback(String serverName, ServiceAddresses services) {
    String address = Loopback.address();
    return new GatewayPlacement(serverName, address, address, services, List.of());
  }

  String databaseName() {
    return serverName.replaceAll("[^a-z0-9]", "_");
  }
}
