package mosaic.harness;

/** Where PostgreSQL and Valkey listen, and the passwords of their most powerful users. */
public record ServiceAddresses(
    String postgresHost,
    int postgresPort,
    String superuser,
    String superuserPassword,
    String valkeyHost,
    int valkeyPort,
    String valkeyPassword) {

  /** The same services, reached through another address, such as a forwarder's. */
  public ServiceAddresses seenAt(String host, int postgresPort, int valkeyPort) {
    return new ServiceAddresses(
        host, postgresPort, superuser, superuserPassword, host, valkeyPort, valkeyPassword);
  }

  @Override
  public String toString() {
    return "PostgreSQL %s:%d, Valkey %s:%d"
        .formatted(postgresHost, postgresPort, valkeyHost, valkeyPort);
  }
}
