package mosaic.gateway.embedding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import mosaic.gateway.embedding.EmbedderFailure.Kind;

/**
 * Asks any server that speaks OpenAI's embeddings call, {@code POST {url}/embeddings}. No redirect
 * is followed, no word of a text, an answer or the key gets into a message.
 */
public final class OpenAiEmbedder implements Embedder {
  /** More than the digits, sign, exponent and comma of a number take. */
  private static final long BYTES_A_NUMBER = 32;

  private static final long BYTES_BESIDE_NUMBERS = 256 * 1024L;
  private static final int OK = 200;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Settings settings;
  private final HttpClient client;
  private final String server;

  /** An embedder with these settings. */
  public OpenAiEmbedder(Settings settings) {
    this(settings, HttpClient.newBuilder());
  }

  OpenAiEmbedder(Settings settings, HttpClient.Builder client) {
    this.settings = settings;
    this.client =
        client
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .build();
    this.server = "the embedding server at " + settings.url().getAuthority();
  }

  /**
   * What to ask and how.
   *
   * @param url below which {@code /embeddings} is: https, or http to this machine
   * @param model as the server calls it
   * @param key for the Authorization header; empty when the server wants none
   * @param dimension the length of the vectors that the model gives
   * @param timeout how long one call may take
   */
  public record Settings(
      URI url, String model, Optional<String> key, int dimension, Duration timeout) {
    @Override
    public String toString() {
      return "Settings[" + url.getAuthority() + ", " + model + "]";
    }
  }

  @Override
  public String model() {
    return "openai:" + settings.model();
  }

  @Override
  public int dimension() {
    return settings.dimension();
  }

  @Override
  public Uni<List<float[]>> embed(List<String> texts) {
    return Uni.createFrom()
        .completionStage(() -> send(request(texts), texts.size()))
        .map(response -> vectors(response, texts.size()))
        .onFailure(failure -> !(failure instanceof EmbedderFailure))
        .transform(this::unavailable);
  }

  private HttpRequest request(List<String> texts) {
    ObjectNode body = JSON.createObjectNode().put("model", settings.model());
    ArrayNode input = body.putArray("input");
    texts.forEach(text -> input.add(Embedder.beginning(text)));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    settings.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request.build();
  }

  private URI endpoint() {
    String base = settings.url().toString();
    return URI.create(base + (base.endsWith("/") ? "" : "/") + "embeddings");
  }

  /** The time-out of the client's own ends with the header; this one covers the body, too. */
  private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request, int texts) {
    long mostBytes = BYTES_BESIDE_NUMBERS + (long) texts * dimension() * BYTES_A_NUMBER;
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), mostBytes));
    return exchange
        .copy()
        .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (response, failure) -> {
              if (failure != null) {
                exchange.cancel(true);
              }
            });
  }

  private List<float[]> vectors(HttpResponse<byte[]> response, int texts) {
    switch (response.statusCode()) {
      case OK -> {}
      case 400, 413, 422 ->
          throw new EmbedderFailure(
              Kind.TEXT_REFUSED, "%s refuses the texts (%s)".formatted(server, status(response)));
      case 401, 403 ->
          throw new EmbedderFailure(
              Kind.UNAVAILABLE,
              "%s refuses us (%s): check memory.openai.api_key"
                  .formatted(server, status(response)));
      case 404 ->
          throw new EmbedderFailure(
              Kind.UNAVAILABLE,
              "%s knows no such call or model (%s): check memory.openai.url and memory.openai.model"
                  .formatted(server, status(response)));
      default ->
          throw new EmbedderFailure(
              Kind.UNAVAILABLE, "%s is not available (%s)".formatted(server, status(response)));
    }
    JsonNode data;
    try {
      data = JSON.readTree(response.body()).path("data");
    } catch (JsonProcessingException malformed) {
      throw unusable("is not JSON");
    } catch (java.io.IOException impossible) {
      throw unusable("cannot be read");
    }
    if (data.size() != texts) {
      throw unusable("has %d vectors for %d texts".formatted(data.size(), texts));
    }
    float[][] vectors = new float[texts][];
    for (JsonNode entry : data) {
      int index = entry.path("index").asInt(-1);
      if (index < 0 || index >= texts || vectors[index] != null) {
        throw unusable("does not say which vector is of which text");
      }
      vectors[index] = vector(entry.path("embedding"));
    }
    return Arrays.asList(vectors);
  }

  private float[] vector(JsonNode numbers) {
    if (!numbers.isArray() || numbers.size() != dimension()) {
      throw unusable(
          "has vectors of %d numbers where memory.dimension is %d"
              .formatted(numbers.size(), dimension()));
    }
    float[] vector = new float[dimension()];
    float squares = 0;
    for (int i = 0; i < vector.length; i++) {
      if (!numbers.get(i).isNumber() || !Float.isFinite(numbers.get(i).floatValue())) {
        throw unusable("has vectors with something else than finite numbers");
      }
      vector[i] = numbers.get(i).floatValue();
      squares += vector[i] * vector[i];
    }
    // As pgvector counts: of a length that a float cannot square, no cosine is a number.
    if (squares < Float.MIN_NORMAL || squares == Float.POSITIVE_INFINITY) {
      throw unusable("has vectors of no length, or of one beyond all measure");
    }
    return vector;
  }

  private EmbedderFailure unusable(String what) {
    return new EmbedderFailure(Kind.ANSWER_UNUSABLE, "the answer of %s %s".formatted(server, what));
  }

  private EmbedderFailure unavailable(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    String what =
        switch (cause) {
          case TimeoutException late -> late();
          case HttpTimeoutException late -> late();
          case ConnectException refused -> "cannot be reached";
          case SSLException tls -> "cannot be trusted: TLS failed";
          case null, default -> "broke the call off, or answered more than can be";
        };
    return new EmbedderFailure(Kind.UNAVAILABLE, server + " " + what, cause);
  }

  private String late() {
    return "did not answer within " + settings.timeout().toMillis() + " ms";
  }

  private static String status(HttpResponse<?> response) {
    return "status " + response.statusCode();
  }

  /** Which server it asks; never its key. */
  @Override
  public String toString() {
    return server;
  }
}
