package mosaic.cli.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import mosaic.cli.CommandFailure;

/** The base address of a gateway's user API: https, a host, perhaps a port, nothing else. */
public record GatewayUrl(String host, int port) {
  private static final int HTTPS = 443;
  private static final int HIGHEST_PORT = 65_535;

  /** Reads what a person typed, or says which part of it is wrong. */
  public static GatewayUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException malformed) {
      throw refused("it is not a URL");
    }
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      throw refused("it must start with https://");
    }
    if (uri.getHost() == null) {
      throw refused("it names no valid host");
    }
    if (uri.getRawUserInfo() != null) {
      throw refused("it must not hold a user name or password");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw refused("it must not have a part after ? or #");
    }
    if (!uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/")) {
      throw refused("it must not have a path");
    }
    if (uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
      throw refused("its port is not between 1 and 65535");
    }
    return new GatewayUrl(
        uri.getHost().toLowerCase(Locale.ROOT), uri.getPort() == -1 ? HTTPS : uri.getPort());
  }

  URI resolve(String pathAndQuery) {
    return URI.create(this + pathAndQuery);
  }

  @Override
  public String toString() {
    return "https://" + host + (port == HTTPS ? "" : ":" + port);
  }

  private static CommandFailure refused(String reason) {
    return CommandFailure.usage(
        "gateway-url-malformed",
        "The URL of the gateway is malformed",
        reason,
        "write it as https://work.example:8443");
  }
}
