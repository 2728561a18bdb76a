package mosaic.gateway.limit;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where attempts come from, as far as it can be told apart: an IPv4 address, or the first 64 bits
 * of an IPv6 address, for whoever has one has the 2^64 that share them.
 */
public record Source(String text) {
  private static final int NETWORK_BYTES = 8;

  /** The source of a connection, from the address as digits. */
  public static Source of(String address) {
    if (address.indexOf(':') < 0) {
      return new Source(address);
    }
    int zone = address.indexOf('%');
    InetAddress parsed = InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone));
    byte[] bytes = parsed.getAddress();
    return bytes.length <= NETWORK_BYTES
        ? new Source(parsed.getHostAddress())
        : new Source(HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES)) + "/64");
  }
}
