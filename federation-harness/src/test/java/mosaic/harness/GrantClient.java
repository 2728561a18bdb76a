package mosaic.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A peer that reads under one grant, many times over one connection. */
final class GrantClient implements AutoCloseable {
  private final HttpClient client;
  private final String base;

  private GrantClient(HttpClient client, String base) {
    this.client = client;
    this.base = base;
  }

  static GrantClient of(
      Gateway gateway, ClientCertificate certificate, HttpClient.Version version) {
    return new GrantClient(
        HttpClient.newBuilder()
            .version(version)
            .sslContext(
                ServerTrust.only(
                    Pem.certificate(gateway.caRootFile()), new PresentedKey(certificate)))
            .connectTimeout(Duration.ofSeconds(5))
            .build(),
        "https://"
            + gateway.serverName()
            + ":"
            + GatewaySettings.FEDERATION_PORT
            + "/federation/v1/");
  }

  /** What is answered to {@code tasks?limit=1}, for example. */
  Answer get(String path) {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(base + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.version() != client.version()) {
        throw new HarnessException("Answered in " + answer.version());
      }
      return new Answer(answer.statusCode(), answer.headers().map(), answer.body());
    } catch (IOException e) {
      throw new HarnessException("No answer to " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
