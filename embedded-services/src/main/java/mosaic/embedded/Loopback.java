package mosaic.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/** Addresses that never leave this machine: the only ones an embedded service listens on. */
final class Loopback {
  static final String DEFAULT_HOST = "127.0.0.1";

  private Loopback() {}

  static InetAddress address(String host) {
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      throw refused(host, e);
    }
    if (!address.isLoopbackAddress()) {
      throw refused(host, null);
    }
    return address;
  }

  static int port(int port) {
    if (port < 0 || port > 65_535) {
      throw new EmbeddedServiceException(
          "An embedded service cannot listen on port " + port + ".",
          "Use a port from 1 to 65535, or 0 for any free one.");
    }
    return port;
  }

  /**
   * A port that is free now. Somebody else may take it before it is used, so whoever asked for any
   * port tries again with another one.
   */
  static int freePort(InetAddress address) {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedServiceException(
          "No port could be taken on " + address.getHostAddress() + ": " + e.getMessage() + ".",
          "Check that the address belongs to this machine (ip address show lo).",
          e);
    }
  }

  static EmbeddedServiceException taken(String service, String host, int port) {
    return new EmbeddedServiceException(
        "%s could not listen on %s:%d: another program already does."
            .formatted(service, host, port),
        "Stop that program (ss -ltnp shows it), or choose another port, or 0 for any free one.");
  }

  private static EmbeddedServiceException refused(String host, @Nullable Throwable cause) {
    String problem = "An embedded service listens on loopback only, and not on \"" + host + "\".";
    String remedy = "Use an address such as 127.0.0.1, 127.0.0.2 or ::1, as numbers.";
    return cause == null
        ? new EmbeddedServiceException(problem, remedy)
        : new EmbeddedServiceException(problem, remedy, cause);
  }
}
