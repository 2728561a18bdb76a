package mosaic.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import javax.net.ssl.SSLContext;
import mosaic.cli.json.Json;

/** A TLS server on loopback that answers what a test told it, and remembers what it was asked. */
public final class TestGateway implements AutoCloseable {
  /** What came in. */
  public record Asked(String line, String authorization, String body) {
    public JsonNode json() throws IOException {
      return Json.read(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private record Answer(int status, String body) {}

  private final HttpsServer server;
  private final Map<String, Queue<Answer>> answers = new HashMap<>();
  private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

  public TestGateway(SSLContext tls) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext("/", this::answer);
    server.start();
  }

  /** The next answer to a request line such as {@code GET /api/v1/me}; the last one stays. */
  public TestGateway on(String line, int status, String body) {
    answers.computeIfAbsent(line, _ -> new ArrayDeque<>()).add(new Answer(status, body));
    return this;
  }

  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  public List<String> askedLines() {
    return asked().stream().map(Asked::line).toList();
  }

  public String url() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    asked.add(new Asked(line, authorization, body));
    Queue<Answer> prepared = answers.getOrDefault(line, new ArrayDeque<>());
    Answer answer = prepared.size() > 1 ? prepared.remove() : prepared.peek();
    if (answer == null) {
      answer = new Answer(404, "{\"title\":\"nothing prepared for " + line + "\"}");
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
