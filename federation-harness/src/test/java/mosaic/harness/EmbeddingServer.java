package mosaic.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks OpenAI's embeddings call over HTTP. Its model puts each word into a place of
 * its own, but for synonyms, which it puts into one: what the embedder that needs nothing cannot.
 */
final class EmbeddingServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> SYNONYMS = Set.of("car", "automobile", "vehicle");

  private final String address;
  private final int dimension;
  private final List<String> texts = new CopyOnWriteArrayList<>();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private volatile Predicate<String> refused = text -> false;
  private volatile int port;
  private @Nullable HttpServer server;

  EmbeddingServer(String address, int dimension) {
    this.address = address;
    this.dimension = dimension;
  }

  /** Starts it, the second time where it was before. */
  EmbeddingServer start() {
    try {
      HttpServer started = HttpServer.create(new InetSocketAddress(address, port), 0);
      started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      started.createContext("/v1/embeddings", this::answer);
      started.start();
      port = started.getAddress().getPort();
      server = started;
      return this;
    } catch (IOException e) {
      throw new HarnessException("The embedding server does not start", e);
    }
  }

  String url() {
    return "http://" + address + ":" + port + "/v1";
  }

  /** Answers 400 to any call with such a text. */
  void refuse(Predicate<String> texts) {
    refused = texts;
  }

  /** Every text it was asked to embed, also in vain. */
  List<String> texts() {
    return List.copyOf(texts);
  }

  /** The values of Authorization headers that it got. */
  Set<String> keys() {
    return Set.copyOf(keys);
  }

  void stop() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      List<String> input = new ArrayList<>();
      request.path("input").forEach(text -> input.add(text.asText()));
      texts.addAll(input);
      boolean bad = input.stream().anyMatch(refused);
      byte[] body = JSON.writeValueAsBytes(bad ? JSON.createObjectNode() : vectors(input));
      exchange.sendResponseHeaders(bad ? 400 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private ObjectNode vectors(List<String> input) {
    ObjectNode answer = JSON.createObjectNode().put("object", "list");
    ArrayNode data = answer.putArray("data");
    for (String text : input) {
      ArrayNode vector =
          data.addObject()
              .put("object", "embedding")
              .put("index", data.size() - 1)
              .putArray("embedding");
      int[] counts = new int[dimension];
      counts[0] = 1;
      for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
        String meaning = SYNONYMS.contains(word) ? "car" : word;
        counts[Math.floorMod(meaning.hashCode(), dimension)] += 10;
      }
      for (int count : counts) {
        vector.add(count);
      }
    }
    return answer;
  }
}
