package mosaic.gateway.instance.check;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Health and metrics have neither TLS nor sign-in, so strangers must not reach them (T-54). */
final class ManagementExposure implements Check {
  private static final int UNIQUE_LOCAL_MASK = 0xFE;
  private static final int UNIQUE_LOCAL = 0xFC;

  private final String host;
  private final Subject subject;

  ManagementExposure(String host, int port) {
    this.host = host;
    this.subject = Subject.at("management_exposure", "management listener", host, port);
  }

  @Override
  public List<Finding> look() {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      return List.of(Finding.unknown(subject, "the host name is not known"));
    }
    if (address.isLoopbackAddress()) {
      return List.of(Finding.ok(subject, "loopback only"));
    }
    if (isPrivate(address)) {
      return List.of(
          Finding.warning(
              subject,
              "health and metrics are shown without TLS and sign-in to a private network",
              "let only the monitoring reach it, or set management.host to 127.0.0.1"));
    }
    return List.of(
        Finding.failure(
            subject,
            "health and metrics would be shown to everybody, without TLS and sign-in",
            "set management.host to 127.0.0.1, or to one private address that the monitoring reaches"));
  }

  /** RFC 1918, RFC 4193 and link-local; not the wildcard address, which is every address. */
  private static boolean isPrivate(InetAddress address) {
    return address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || (address instanceof Inet6Address
            && (address.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL);
  }
}
