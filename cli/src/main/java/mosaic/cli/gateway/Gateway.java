package mosaic.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import mosaic.cli.CommandFailure;
import mosaic.cli.ExitCode;
import mosaic.cli.json.Json;
import mosaic.cli.profile.Secret;

/** One gateway's user API. Every call answers with a document or ends the command. */
public final class Gateway implements AutoCloseable {
  private static final long LONGEST_ANSWER = 256L << 20;
  private static final int FIRST_FAILURE = 300;

  private final GatewayUrl url;
  private final Optional<Secret> token;
  private final Duration timeout;
  private final HttpClient client;

  public Gateway(GatewayUrl url, RootCertificate root, Optional<Secret> token, Duration timeout) {
    this.url = url;
    this.token = token;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .sslContext(tls(url, root))
            .sslParameters(new SSLParameters(null, protocols()))
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  static String[] protocols() {
    return new String[] {"TLSv1.3", "TLSv1.2"};
  }

  public GatewayUrl url() {
    return url;
  }

  public ObjectNode get(ApiPath path) {
    return document(send("GET", path, HttpRequest.BodyPublishers.noBody()));
  }

  public ObjectNode post(ApiPath path, JsonNode body) {
    return document(send("POST", path, BodyPublishers.ofByteArray(Json.bytes(body))));
  }

  /** A body that was serialised already, because its size had to be known. */
  public ObjectNode post(ApiPath path, byte[] body) {
    return document(send("POST", path, BodyPublishers.ofByteArray(body)));
  }

  public void put(ApiPath path, JsonNode body) {
    send("PUT", path, BodyPublishers.ofByteArray(Json.bytes(body)));
  }

  public void delete(ApiPath path) {
    send("DELETE", path, BodyPublishers.noBody());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private byte[] send(String method, ApiPath path, HttpRequest.BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path.text()))
            .method(method, body)
            .header("Accept", "application/json, application/problem+json");
    if (body.contentLength() > 0) {
      request.header("Content-Type", "application/json");
    }
    token.ifPresent(present -> request.header("Authorization", "Bearer " + present.value()));
    HttpResponse<byte[]> response = await(request.build());
    if (response.statusCode() >= FIRST_FAILURE) {
      throw refusal(response);
    }
    return response.body();
  }

  private HttpResponse<byte[]> await(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      if (ConnectionFailure.isTooLong(failed)) {
        throw notUnderstood("it is longer than this command accepts; ask for fewer with --limit");
      }
      throw ConnectionFailure.of(url, failed.getCause() == null ? failed : failed.getCause());
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw ConnectionFailure.of(url, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw ConnectionFailure.of(url, interrupted);
    }
  }

  private CommandFailure refusal(HttpResponse<byte[]> response) {
    Problem problem =
        Json.readObject(response.body())
            .filter(document -> document.has("title") || document.has("code"))
            .map(Problem::new)
            .orElseGet(() -> Problem.ofBareStatus(response.statusCode()));
    if (response.statusCode() == 401) {
      problem = problem.withDefaultRemedy("sign in with `mosaic login " + url + " --user …`");
    }
    return new CommandFailure(ExitCode.ofRefusal(response.statusCode(), problem.code()), problem);
  }

  private ObjectNode document(byte[] body) {
    return Json.readObject(body)
        .orElseThrow(() -> notUnderstood("it is not a JSON object; is this a gateway?"));
  }

  private CommandFailure notUnderstood(String detail) {
    return new CommandFailure(
        ExitCode.REFUSED,
        Problem.local(
            "answer-not-understood",
            "The gateway's answer cannot be used",
            url + ": " + detail,
            ""));
  }

  private static SSLContext tls(GatewayUrl url, RootCertificate root) {
    try {
      // Path validation does not look at the dates of its anchor.
      root.certificate().checkValidity();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {root.trustManager()}, null);
      return context;
    } catch (CertificateException outdated) {
      throw ConnectionFailure.of(url, outdated);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
