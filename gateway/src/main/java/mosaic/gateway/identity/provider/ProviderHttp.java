package mosaic.gateway.identity.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import mosaic.gateway.instance.StartRefused;

/** Asks the provider, from a thread that may wait: bounded in time and size, no redirects. */
final class ProviderHttp implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LONGEST_ANSWER = 1L << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final HttpClient client;

  /**
   * A client.
   *
   * @param ca PEM file with the only roots to trust; empty for those of the JDK
   */
  ProviderHttp(Optional<Path> ca) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).connectTimeout(PATIENCE);
    ca.ifPresent(file -> builder.sslContext(trusting(file)));
    this.client = builder.build();
  }

  /** What the provider answered, of whatever status. */
  record Answer(int status, JsonNode json) {}

  Answer get(URI url) {
    return send(url, HttpRequest.newBuilder(url).GET());
  }

  /**
   * Posts a form.
   *
   * @param authorization the value of that header; empty for none
   */
  Answer post(URI url, String form, Optional<String> authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return send(url, request);
  }

  private Answer send(URI url, HttpRequest.Builder request) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.header("Accept", "application/json").build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    try {
      HttpResponse<byte[]> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), json(url, response));
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw new ProviderFailure(where(url) + " did not answer in time", late);
    } catch (ExecutionException failed) {
      throw new ProviderFailure(where(url) + " cannot be reached: " + failed.getCause(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw new ProviderFailure(where(url) + " was not waited for", interrupted);
    }
  }

  private static JsonNode json(URI url, HttpResponse<byte[]> response) {
    try {
      JsonNode json = JSON.readTree(response.body());
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException notJson) {
      // Said below, without the text: it may hold a token.
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    throw new ProviderFailure(
        where(url) + " answered with status " + response.statusCode() + " and no JSON object");
  }

  /** Host and path: a query may hold what must not be logged. */
  private static String where(URI url) {
    return url.getHost() + url.getPath();
  }

  private static SSLContext trusting(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
      roots.load(null, null);
      int number = 0;
      for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        roots.setCertificateEntry("root" + number++, root);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException unusable) {
      throw new StartRefused(
          "setting oidc.ca: file " + file + " holds no certificates that can be read",
          "give the PEM of the CA root that the provider's certificate is under");
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
