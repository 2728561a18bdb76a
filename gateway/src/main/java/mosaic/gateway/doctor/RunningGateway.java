package mosaic.gateway.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.check.Finding;
import mosaic.gateway.instance.check.NetworkCause;
import mosaic.gateway.instance.check.Subject;

/** Asks the gateway that runs here, if one does, whether it is ready. */
final class RunningGateway {
  private static final int PATIENCE_MILLIS = 3_000;
  private static final int MOST_ANSWER_BYTES = 64 * 1024;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final String SEE_LOG = "see its log; the other findings may say why";

  private final Settings settings;

  RunningGateway(Settings settings) {
    this.settings = settings;
  }

  /**
   * What was found.
   *
   * @param running whether anything answered at all
   * @param finding what
   */
  record Readiness(boolean running, Finding finding) {}

  Readiness readiness() {
    String host = reachable(settings.management().host());
    int port = settings.management().port();
    Subject subject = Subject.at("gateway", "gateway", host, port);
    long start = System.nanoTime();
    HttpURLConnection connection = null;
    try {
      // Not the settings of a proxy, which is for others.
      connection =
          (HttpURLConnection)
              new URI("http", null, host, port, "/q/health/ready", null, null)
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      connection.setInstanceFollowRedirects(false);
      int status = connection.getResponseCode();
      Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);
      return new Readiness(true, ofStatus(subject, status, connection).withRoundTrip(roundTrip));
    } catch (IOException down) {
      return new Readiness(
          false,
          Finding.warning(
              subject,
              "it is not running: " + NetworkCause.of(down),
              "mosaic serve --config FILE"));
    } catch (java.net.URISyntaxException impossible) {
      throw new IllegalStateException("a host name that passed the settings", impossible);
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  /** Whether peers can connect; who they are is asked in the handshake, which is not for us. */
  Finding federationListener() {
    return listener("federation", settings.federation().host(), settings.federation().port());
  }

  /** Whether lists and OCSP answers can be had. */
  Finding revocationListener() {
    return listener("revocation", settings.revocation().host(), settings.revocation().port());
  }

  private static Finding listener(String name, String address, int port) {
    String host = reachable(address);
    Subject subject = Subject.at(name + "_listener", name + " listener", host, port);
    long start = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      return Finding.ok(subject, "listens")
          .withRoundTrip(Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException down) {
      return Finding.failure(subject, NetworkCause.of(down), SEE_LOG);
    }
  }

  /** The wildcard address is for listening only. */
  static String reachable(String host) {
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::", "[::]" -> "::1";
      default -> host;
    };
  }

  private static Finding ofStatus(Subject subject, int status, HttpURLConnection connection)
      throws IOException {
    if (status == OK) {
      return Finding.ok(subject, "ready");
    }
    if (status == UNAVAILABLE) {
      List<String> down = down(connection);
      return Finding.failure(
          subject,
          down.isEmpty() ? "it is not ready" : "it is not ready: " + String.join(", ", down),
          SEE_LOG);
    }
    return Finding.failure(
        subject,
        "what answers there is no gateway (HTTP status %d)".formatted(status),
        "stop it, or set management.host and management.port");
  }

  /** The names of the checks that fail, as far as they look like names. */
  private static List<String> down(HttpURLConnection connection) throws IOException {
    List<String> names = new ArrayList<>();
    try (InputStream body = connection.getErrorStream()) {
      if (body == null) {
        return names;
      }
      JsonNode health = new JsonMapper().readTree(body.readNBytes(MOST_ANSWER_BYTES));
      for (JsonNode check : health.path("checks")) {
        String name = check.path("name").asText();
        if (!"UP".equals(check.path("status").asText()) && name.matches("[a-z-]{1,40}")) {
          names.add(name);
        }
      }
    } catch (JsonProcessingException unreadable) {
      return List.of();
    }
    return names;
  }
}
