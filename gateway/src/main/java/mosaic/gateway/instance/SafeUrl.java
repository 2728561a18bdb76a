package mosaic.gateway.instance;

import java.net.InetAddress;
import java.net.URI;

/** Addresses that secrets may be sent to: https, or http where it does not leave this machine. */
public final class SafeUrl {
  private SafeUrl() {}

  /** Whether a URL is absolute, names a host, hides nothing in it, and is safe in this sense. */
  public static boolean isSafe(URI url) {
    if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
      return false;
    }
    return "https".equals(url.getScheme())
        || ("http".equals(url.getScheme()) && isLoopback(url.getHost()));
  }

  /** By what is written, never by what a name resolves to. */
  private static boolean isLoopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }
}
