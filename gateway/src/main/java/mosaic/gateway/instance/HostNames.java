package mosaic.gateway.instance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import mosaic.gateway.instance.StartRefused.StartProblem;

/**
 * Settings that name a host hold a host name or an address and nothing else. Messages repeat them,
 * so what is more than that, such as a URL with a password in it, must not get that far.
 */
final class HostNames {
  private static final int MOST_CHARACTERS = 253;

  /** RFC 1123, 2.1. */
  private static final Pattern NAME =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  /** Also with a zone (RFC 4007, 11). */
  private static final Pattern IPV6 =
      Pattern.compile("\\[?[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9]{1,15})?\\]?");

  private HostNames() {}

  static List<StartProblem> problems(Settings settings) {
    Map<String, String> hosts = new LinkedHashMap<>();
    hosts.put("database.host", settings.database().host());
    settings.valkey().ifPresent(valkey -> hosts.put("valkey.host", valkey.host()));
    hosts.put("api.host", settings.api().host());
    hosts.put("federation.host", settings.federation().host());
    hosts.put("revocation.host", settings.revocation().host());
    hosts.put("management.host", settings.management().host());
    return hosts.entrySet().stream()
        .filter(host -> !isHost(host.getValue()))
        .map(
            host ->
                new StartProblem(
                    "setting %s: is neither a host name nor an address".formatted(host.getKey()),
                    "write the host alone; port, name and password have settings of their own"))
        .toList();
  }

  static boolean isHost(String text) {
    return text.length() <= MOST_CHARACTERS
        && (NAME.matcher(text).matches() || (text.contains(":") && IPV6.matcher(text).matches()));
  }
}
