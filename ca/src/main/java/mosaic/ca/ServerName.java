package mosaic.ca;

/** What a server is called: a DNS name or an IP address (the reference identity of RFC 9525). */
public sealed interface ServerName permits DnsName, IpAddress {

  /** The canonical text: a lower-case DNS name, or the address as the platform writes it. */
  String text();

  /**
   * Reads a DNS name or an IP address literal; never asks the network.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static ServerName parse(String text) {
    return IpAddress.looksLikeOne(text) ? IpAddress.parse(text) : DnsName.parse(text);
  }
}
