package mosaic.ca;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * An IP address as the name of a server (RFC 5280, 4.2.1.6: iPAddress of 4 or 16 octets).
 *
 * @param address the address, without a scope
 */
public record IpAddress(InetAddress address) implements ServerName {

  private static final Pattern DOTTED_QUAD =
      Pattern.compile(
          "(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}"
              + "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])");
  private static final Pattern COLON_HEX = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  static boolean looksLikeOne(String text) {
    return DOTTED_QUAD.matcher(text).matches() || COLON_HEX.matcher(text).matches();
  }

  /**
   * Reads a dotted quad or an IPv6 literal without brackets or scope; never asks the network. The
   * short and octal forms of IPv4 ({@code 127.1}, {@code 010.0.0.1}) are refused.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static IpAddress parse(String text) {
    if (!looksLikeOne(text)) {
      throw new IllegalArgumentException("not an IP address literal");
    }
    return new IpAddress(
        text.indexOf(':') < 0 ? Inet4Address.ofLiteral(text) : InetAddress.ofLiteral(text));
  }

  @Override
  public String text() {
    return address.getHostAddress();
  }

  @Override
  public String toString() {
    return text();
  }
}
