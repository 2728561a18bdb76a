package mosaic.gateway.instance.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mosaic.gateway.instance.Tier;

/** A listener of ours can have its port. */
record Port(String listener, String host, int port, Set<Tier> tiers) implements Check {
  private static final int MOST_PORT = 65535;

  /** A listener of every tier. */
  static Port of(String listener, String host, int port) {
    return new Port(listener, host, port, EnumSet.allOf(Tier.class));
  }

  @Override
  public List<Finding> look() {
    Subject subject = Subject.at(listener + "_port", listener + " port", host, port);
    if (port < 1 || port > MOST_PORT) {
      return List.of(
          Finding.failure(
              subject, "that is no TCP port", "set %s.port to 1 to 65535".formatted(listener)));
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return List.of(Finding.ok(subject, "free"));
    } catch (UnknownHostException unknown) {
      return List.of(
          Finding.failure(
              subject,
              "the host name is not known",
              "set %s.host to an address of this machine".formatted(listener)));
    } catch (IOException taken) {
      return List.of(
          Finding.failure(
              subject,
              isPrivileged()
                  ? "it is taken, or this user may not use it"
                  : "it is taken, or the address is not this machine's",
              "stop what uses it (ss -ltnp shows it), or set %s.host and %s.port"
                  .formatted(listener, listener)));
    }
  }

  private boolean isPrivileged() {
    return port < 1024;
  }
}
