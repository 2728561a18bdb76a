package mosaic.gateway.instance;

import java.net.Inet4Address;
import java.util.List;
import mosaic.gateway.instance.StartRefused.StartProblem;

/** The networks that peers may be in although they are not of the public Internet (T-40). */
public final class AllowedNetworks {
  /** No block of addresses for private use is larger (RFC 1918, 3; RFC 4193, 3.1). */
  private static final int SHORTEST_IPV4_PREFIX = 8;

  private static final int SHORTEST_IPV6_PREFIX = 7;

  private AllowedNetworks() {}

  /** As they are set; none by default. */
  public static List<Network> of(FederationConfig federation) {
    return federation.allowedNetworks().orElse(List.of()).stream()
        .map(String::strip)
        .map(Network::parse)
        .toList();
  }

  static void check(FederationConfig federation, List<StartProblem> problems) {
    try {
      if (of(federation).stream().anyMatch(AllowedNetworks::isTooWide)) {
        add(
            problems,
            "names a network that is larger than any for private use",
            "name the networks that peers are in, such as 10.20.0.0/16");
      }
    } catch (IllegalArgumentException malformed) {
      add(
          problems,
          "is no list of networks",
          "write their first addresses and prefixes, separated by commas, such as 10.20.0.0/16");
    }
  }

  private static boolean isTooWide(Network network) {
    return network.prefix()
        < (network.first() instanceof Inet4Address ? SHORTEST_IPV4_PREFIX : SHORTEST_IPV6_PREFIX);
  }

  private static void add(List<StartProblem> problems, String what, String remedy) {
    problems.add(new StartProblem("setting federation.allowed_networks: " + what, remedy));
  }
}
