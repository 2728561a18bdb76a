package mosaic.gateway.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Strangers get so many connections, for so long. */
class ConnectionsTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(300);

  /** More than fits between two sockets. */
  private static final int MANY_BYTES = 64 * 1024 * 1024;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    now(vertx.close());
  }

  @Test
  void connection_thatSendsNoWholeRequest_isClosed() throws Exception {
    HttpServer server = listen(new Connections(vertx, 10, 10, SHORT));

    try (Socket socket = connect(server)) {
      socket.getOutputStream().write("GET / HTT".getBytes(US_ASCII));

      assertThat(read(socket)).isZero();
    }
  }

  @Test
  void connection_thatDoesNotTakeItsAnswer_isClosed() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Connections connections = new Connections(vertx, 10, 10, SHORT);
    HttpServer server =
        now(
            vertx
                .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .connectionHandler(connection -> connections.admit(connection, "one"))
                .requestHandler(
                    request ->
                        request
                            .response()
                            .end(Buffer.buffer(new byte[MANY_BYTES]))
                            .onComplete(taken -> closed.countDown()))
                .listen(0, "127.0.0.1"));

    try (Socket socket = connect(server)) {
      ask(socket);

      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(read(socket)).isLessThan(MANY_BYTES);
    }
  }

  @Test
  void connection_oneTooMany_isClosedUntilAnotherEnds() throws Exception {
    HttpServer server = listen(new Connections(vertx, 2, 2, LONG));

    Socket first = connect(server);
    try (Socket second = connect(server)) {
      assertThat(isAnswered(first)).isTrue();
      assertThat(isAnswered(second)).isTrue();
      try (Socket third = connect(server)) {
        assertThat(isAnswered(third)).isFalse();
      }
      first.close();
      assertThat(isAnsweredSoon(server)).isTrue();
      assertThat(isAnswered(second)).isTrue();
    } finally {
      first.close();
    }
  }

  @Test
  void connection_oneTooManyOfOneHolder_isClosedAndAnotherHoldersIsNot() throws Exception {
    Connections connections = new Connections(vertx, 10, 1, LONG);
    HttpServer server =
        now(
            vertx
                .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                // The holder is the address that the connection came from.
                .connectionHandler(c -> connections.admit(c, c.remoteAddress().hostAddress()))
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1"));

    try (Socket first = connect(server)) {
      assertThat(isAnswered(first)).isTrue();
      try (Socket second = connect(server);
          Socket other = connectFrom("127.0.0.2", server)) {
        assertThat(isAnswered(second)).isFalse();
        assertThat(isAnswered(other)).isTrue();
      }
    }
    assertThat(isAnsweredSoon(server)).isTrue();
  }

  /** Nothing of it stays until it would have had to end. */
  @Test
  void connection_thatIsClosed_isForgotten() throws Exception {
    Connections connections = new Connections(vertx, 10, 10, LONG);
    AtomicReference<HttpConnection> admitted = new AtomicReference<>();
    HttpServer server =
        now(
            vertx
                .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .connectionHandler(
                    connection -> {
                      connections.admit(connection, "one");
                      admitted.set(connection);
                    })
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1"));
    WeakReference<HttpConnection> closed;
    try (Socket socket = connect(server)) {
      assertThat(isAnswered(socket)).isTrue();
      closed = new WeakReference<>(admitted.getAndSet(null));
    }

    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (closed.get() != null && System.nanoTime() < end) {
      System.gc();
      // Another one, so that nothing keeps the last one by chance.
      assertThat(isAnsweredSoon(server)).isTrue();
      admitted.set(null);
    }
    assertThat(closed.get()).isNull();
  }

  /** Bytes that never become a request do not keep a connection open; requests do. */
  @Test
  void connection_thatIsUsed_outlivesOneThatOnlyDrips() throws Exception {
    Connections connections = new Connections(vertx, 10, 10, SHORT.multipliedBy(3));
    HttpServer server =
        now(
            vertx
                .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .connectionHandler(connection -> connections.admit(connection, "one"))
                .requestHandler(
                    request -> {
                      connections.used(request.connection());
                      request.response().end();
                    })
                .listen(0, "127.0.0.1"));

    try (Socket used = connect(server);
        Socket dripping = connect(server)) {
      dripping.getOutputStream().write("GET / HTTP/1.1\r\nx: ".getBytes(US_ASCII));
      while (drips(dripping)) {
        assertThat(isAnswered(used)).isTrue();
      }
      assertThat(isAnswered(used)).isTrue();
    }
  }

  /** One more byte; false once the other end has closed. */
  private static boolean drips(Socket socket) throws IOException {
    socket.setSoTimeout(20);
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException _) {
      return true;
    } catch (SocketException _) {
      return false; // reset
    }
  }

  private static Socket connectFrom(String address, HttpServer server) throws IOException {
    Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(),
            server.actualPort(),
            InetAddress.getByName(address),
            0);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private HttpServer listen(Connections connections) {
    return now(
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .connectionHandler(connection -> connections.admit(connection, "one"))
            .requestHandler(request -> request.response().end())
            .listen(0, "127.0.0.1"));
  }

  private static Socket connect(HttpServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void ask(Socket socket) throws IOException {
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
  }

  private static boolean isAnswered(Socket socket) {
    try {
      ask(socket);
      return socket.getInputStream().read(new byte[1024]) > 0;
    } catch (IOException _) {
      return false; // reset
    }
  }

  /** The gateway's end closes a moment after ours. */
  private static boolean isAnsweredSoon(HttpServer server) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      try (Socket socket = connect(server)) {
        if (isAnswered(socket)) {
          return true;
        }
      }
    }
    return false;
  }

  /** How many bytes come until the other end closes; fails if it does not. */
  private static long read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[64 * 1024];
    long sum = 0;
    try {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        sum += count;
      }
    } catch (SocketException _) {
      return sum; // reset
    }
    return sum;
  }

  private static <T> T now(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
