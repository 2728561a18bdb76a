package mosaic.ca;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A DNS host name in its preferred syntax (RFC 1034, 3.5; RFC 1123, 2.1): lower-case labels of
 * letters, digits and inner hyphens, at most 63 characters each and 253 in all. No wildcard, no
 * trailing dot, and a last label that is no number, decimal or hexadecimal, so that nobody takes it
 * for an IP address (URL Standard, 3.5, ends-in-a-number checker). International names are written
 * as their A-labels ({@code xn--…}).
 *
 * @param text the canonical name
 */
public record DnsName(String text) implements ServerName {

  private static final int MOST_CHARACTERS = 253;
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*"
              + "(?!(?:[0-9]+|0x[0-9a-f]*)$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  public DnsName {
    if (text.length() > MOST_CHARACTERS || !SYNTAX.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "not a host name: expected lower-case labels of letters, digits and inner hyphens");
    }
  }

  /**
   * Reads a host name in any case.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static DnsName parse(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        throw new IllegalArgumentException(
            "not a host name: write international names as their A-labels (xn--…)");
      }
    }
    return new DnsName(text.toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return text;
  }
}
