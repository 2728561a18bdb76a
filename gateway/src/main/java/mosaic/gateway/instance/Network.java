package mosaic.gateway.instance;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses in CIDR notation (RFC 4632, 3.1; RFC 4291, 2.3), such as {@code 10.0.0.0/8}.
 *
 * @param first its first address: every bit after the prefix is 0
 * @param prefix how many leading bits all of its addresses share
 */
public record Network(InetAddress first, int prefix) {
  /** Four decimal numbers and nothing shorter, octal or hexadecimal; or what IPv6 is made of. */
  private static final Pattern CIDR =
      Pattern.compile(
          "([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)/([0-9]{1,3})");

  /** Checks that the range begins where it says. */
  public Network {
    byte[] bytes = first.getAddress();
    if (prefix < 0 || prefix > bytes.length * Byte.SIZE) {
      throw new IllegalArgumentException("the prefix of a network is as long as its addresses");
    }
    for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
      if (bit(bytes, bit)) {
        throw new IllegalArgumentException("an address of the network and not its first");
      }
    }
  }

  /**
   * Reads CIDR notation.
   *
   * @throws IllegalArgumentException if it is anything else, an address without a prefix too
   */
  public static Network parse(String text) {
    Matcher cidr = CIDR.matcher(text);
    if (!cidr.matches()) {
      throw new IllegalArgumentException("not CIDR notation");
    }
    return new Network(InetAddress.ofLiteral(cidr.group(1)), Integer.parseInt(cidr.group(2)));
  }

  /** Whether an address lies in it; one of the other IP version never does. */
  public boolean contains(InetAddress address) {
    byte[] ours = first.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      if (bit(ours, bit) != bit(theirs, bit)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + prefix;
  }

  private static boolean bit(byte[] bytes, int index) {
    return (bytes[index / Byte.SIZE] & (0x80 >> (index % Byte.SIZE))) != 0;
  }
}
