package mosaic.gateway.federation.client;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mosaic.gateway.instance.Network;

/**
 * The addresses that are not of the public Internet, so that nothing there is a peer unless the
 * settings say so (T-40). From the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC
 * 6890), with multicast (RFC 5771, RFC 4291, 2.7) and, for IPv6, all that is no global unicast
 * (2000::/3, IANA IPv6 Address Space).
 */
final class SpecialNetworks {

  /** What a network is for. */
  enum Kind {
    LOOPBACK("a loopback network"),
    PRIVATE("a private network"),
    LINK_LOCAL("a link-local network"),
    SHARED("a network that a carrier shares out"),
    MULTICAST("a multicast network"),
    UNSPECIFIED("the unspecified network"),
    DOCUMENTATION("a network for documentation"),
    RESERVED("a reserved network");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For people, after "it is in ". */
    String words() {
      return words;
    }
  }

  private record Special(Kind kind, Network network) {}

  /** The first that an address lies in counts, so what is within another stands before it. */
  private static final List<Special> ALL =
      List.of(
          // IPv4
          special(Kind.UNSPECIFIED, "0.0.0.0/8"), // RFC 791, 3.2
          special(Kind.PRIVATE, "10.0.0.0/8"), // RFC 1918
          special(Kind.SHARED, "100.64.0.0/10"), // RFC 6598
          special(Kind.LOOPBACK, "127.0.0.0/8"), // RFC 1122, 3.2.1.3
          special(Kind.LINK_LOCAL, "169.254.0.0/16"), // RFC 3927
          special(Kind.PRIVATE, "172.16.0.0/12"), // RFC 1918
          special(Kind.RESERVED, "192.0.0.0/24"), // RFC 6890, 2.1
          special(Kind.DOCUMENTATION, "192.0.2.0/24"), // RFC 5737
          special(Kind.RESERVED, "192.88.99.0/24"), // RFC 7526, was 6to4 relays
          special(Kind.PRIVATE, "192.168.0.0/16"), // RFC 1918
          special(Kind.RESERVED, "198.18.0.0/15"), // RFC 2544, benchmarks
          special(Kind.DOCUMENTATION, "198.51.100.0/24"), // RFC 5737
          special(Kind.DOCUMENTATION, "203.0.113.0/24"), // RFC 5737
          special(Kind.MULTICAST, "224.0.0.0/4"), // RFC 5771
          special(Kind.RESERVED, "240.0.0.0/4"), // RFC 1112, 4; 255.255.255.255 too
          // IPv6
          special(Kind.UNSPECIFIED, "::/128"), // RFC 4291, 2.5.2
          special(Kind.LOOPBACK, "::1/128"), // RFC 4291, 2.5.3
          special(Kind.PRIVATE, "64:ff9b:1::/48"), // RFC 8215, local translation
          special(Kind.PRIVATE, "fc00::/7"), // RFC 4193
          special(Kind.LINK_LOCAL, "fe80::/10"), // RFC 4291, 2.5.6
          special(Kind.PRIVATE, "fec0::/10"), // RFC 3879, was site-local
          special(Kind.MULTICAST, "ff00::/8"), // RFC 4291, 2.7
          special(Kind.RESERVED, "2001::/23"), // RFC 2928; Teredo and benchmarks too
          special(Kind.DOCUMENTATION, "2001:db8::/32"), // RFC 3849
          special(Kind.DOCUMENTATION, "3fff::/20")); // RFC 9637

  private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");

  /** Networks whose addresses hold an IPv4 address, and at which byte. */
  private record Embedding(Network network, int at) {}

  /** Those by which a public host can be reached: what they hold decides. */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding(Network.parse("64:ff9b::/96"), 12), // RFC 6052, 2.1: NAT64
          new Embedding(Network.parse("2002::/16"), 2)); // RFC 3056, 2: 6to4

  /** Those by which none can, over IPv6: what they hold tells only what to say of them. */
  private static final List<Embedding> OBSOLETE =
      List.of(
          new Embedding(mapped(), 12), // RFC 4291, 2.5.5.2
          new Embedding(Network.parse("::/96"), 12), // RFC 4291, 2.5.5.1
          new Embedding(Network.parse("::ffff:0:0:0/96"), 12)); // RFC 7915, 1.1

  private SpecialNetworks() {}

  /** What network an address lies in, or the IPv4 address that it holds; empty for public ones. */
  static Optional<Kind> of(InetAddress address) {
    Optional<Kind> special =
        ALL.stream().filter(one -> one.network().contains(address)).map(Special::kind).findFirst();
    if (special.isPresent() || address instanceof Inet4Address) {
      return special;
    }
    for (Embedding embedding : EMBEDDINGS) {
      if (embedding.network().contains(address)) {
        return of(embedded(address, embedding.at()));
      }
    }
    for (Embedding embedding : OBSOLETE) {
      if (embedding.network().contains(address)) {
        return Optional.of(of(embedded(address, embedding.at())).orElse(Kind.RESERVED));
      }
    }
    return GLOBAL_UNICAST.contains(address) ? Optional.empty() : Optional.of(Kind.RESERVED);
  }

  private static InetAddress embedded(InetAddress address, int at) {
    return byBytes(Arrays.copyOfRange(address.getAddress(), at, at + 4));
  }

  private static Special special(Kind kind, String network) {
    return new Special(kind, Network.parse(network));
  }

  /** ::ffff:0:0/96, which the JDK takes for IPv4 wherever it is written as text. */
  private static Network mapped() {
    byte[] first = new byte[16];
    first[10] = (byte) 0xff;
    first[11] = (byte) 0xff;
    try {
      return new Network(Inet6Address.getByAddress(null, first, -1), 96);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static InetAddress byBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
