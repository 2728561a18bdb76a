package mosaic.cli.signin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import mosaic.cli.CommandFailure;
import mosaic.cli.ExitCode;
import mosaic.cli.gateway.Problem;
import org.jspecify.annotations.Nullable;

/** Waits on loopback for the browser to come back from the provider, once (RFC 8252, 7.3). */
final class LoopbackReceiver implements AutoCloseable {
  private static final String PATH = "/callback";

  private final HttpServer server;
  private final CompletableFuture<String> received = new CompletableFuture<>();

  /**
   * Begins to listen on a free port.
   *
   * @param reading takes the code out of the parameters, or throws a {@link CommandFailure}
   */
  LoopbackReceiver(Function<Map<String, String>, String> reading) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext("/", exchange -> answer(exchange, reading));
    server.start();
  }

  String redirectUri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
  }

  /** What was read from the parameters that the browser brought. */
  String await(Duration patience) {
    try {
      return received.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      throw refused.getCause() instanceof CommandFailure failure
          ? failure
          : new IllegalStateException(refused);
    } catch (TimeoutException late) {
      throw notSignedIn("nobody came back from the identity provider in time");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw notSignedIn("the command was interrupted");
    }
  }

  static CommandFailure notSignedIn(String why) {
    return new CommandFailure(
        ExitCode.NOT_ALLOWED,
        Problem.local("not-signed-in", "Not signed in", why, "repeat the command"));
  }

  private void answer(HttpExchange exchange, Function<Map<String, String>, String> reading)
      throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")
          || !exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      try {
        String code = reading.apply(parameters(exchange.getRequestURI().getRawQuery()));
        say(exchange, 200, "You can close this window and go back to the command line.");
        received.complete(code);
      } catch (CommandFailure refused) {
        say(exchange, 400, "The sign-in did not succeed; the command line says why.");
        received.completeExceptionally(refused);
      }
    }
  }

  private static void say(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
    exchange.sendResponseHeaders(status, bytes.length);
    // To its end, for whoever waits for the code stops the server.
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  /** Each parameter once: of one that comes twice it would be unclear which counts. */
  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : (query == null ? "" : query).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      String value = parts.length == 2 ? decode(parts[1]) : "";
      if (parameters.put(decode(parts[0]), value) != null) {
        throw notSignedIn("the identity provider's answer names a parameter twice");
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw notSignedIn("the identity provider's answer is malformed");
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
