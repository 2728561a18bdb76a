package mosaic.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;

/**
 * Requests each over a TLS connection of its own, tried once.
 *
 * @param root what the client trusts
 * @param shown the certificate that the client shows, if it has one
 */
record FreshConnection(URI base, X509Certificate root, Optional<ClientCertificate> shown) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** To the user API, trusting the root that the gateway has now. */
  static FreshConnection toApi(Gateway gateway) {
    return new FreshConnection(
        gateway.settings().apiUrl(), Pem.certificate(gateway.caRootFile()), Optional.empty());
  }

  /** To the federation listener, trusting the root that the gateway has now. */
  static FreshConnection toFederation(Gateway gateway, ClientCertificate certificate) {
    return new FreshConnection(
        URI.create("https://" + gateway.serverName() + ":" + GatewaySettings.FEDERATION_PORT),
        Pem.certificate(gateway.caRootFile()),
        Optional.of(certificate));
  }

  /** What went wrong, if anything. */
  Optional<String> failureOf(String path, String... headers) {
    int status = get(path, headers).statusCode();
    return status == 200 ? Optional.empty() : Optional.of("status " + status);
  }

  private HttpResponse<String> get(String path, String... headers) {
    KeyManager[] own =
        shown
            .map(certificate -> new KeyManager[] {new PresentedKey(certificate)})
            .orElseGet(() -> new KeyManager[0]);
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(ServerTrust.only(root, own))
            .connectTimeout(PATIENCE)
            .build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new HarnessException("GET " + base + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted", e);
    }
  }
}
