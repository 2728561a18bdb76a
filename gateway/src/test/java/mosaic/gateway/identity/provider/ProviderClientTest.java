package mosaic.gateway.identity.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mosaic.gateway.identity.provider.ProviderClient.Known;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often the provider is asked, and what becomes of answers that are none. */
class ProviderClientTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final AtomicReference<Instant> time = new AtomicReference<>(NOW);
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final HttpServer server = server();
  private volatile String keys = "{\"keys\":[]}";
  private volatile boolean hanging;

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @BeforeEach
  void start() {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  @Test
  void current_severalWaitForAProviderThatHangs_itIsAskedOnce() throws Exception {
    hanging = true;
    try (ProviderHttp http = new ProviderHttp(Optional.empty());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ProviderClient client = client(http, Clock.systemUTC());
      List<Future<Known>> waiting = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        waiting.add(threads.submit(client::current));
      }

      for (Future<Known> one : waiting) {
        assertThatThrownBy(one::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(ProviderFailure.class);
      }

      assertThat(asked).as("not one after the other, each as long again").hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-24H", "PT-5M", "PT24H"})
  void current_clockWasSet_isAskedForAnew(Duration by) {
    try (ProviderHttp http = new ProviderHttp(Optional.empty())) {
      ProviderClient client = client(http, ((InstantSource) time::get).withZone(ZoneOffset.UTC));
      Known before = client.current();
      time.set(NOW.plus(by));

      assertThat(client.current()).isNotSameAs(before);
      assertThat(client.fresh()).isPresent();
    }
  }

  @Test
  void newerThan_justAsked_isTheSame() {
    try (ProviderHttp http = new ProviderHttp(Optional.empty())) {
      ProviderClient client = client(http, Clock.fixed(NOW, ZoneOffset.UTC));
      Known known = client.current();

      assertThat(client.newerThan(known)).isSameAs(known);
      assertThat(asked).as("discovery and keys").hasValue(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"keys\":1}", "{\"keys\":{}}", "{\"keys\":null}", "[]", "", "<>"})
  void current_keySetIsNone_isAFailureOfTheProvider(String notKeys) {
    keys = notKeys;
    try (ProviderHttp http = new ProviderHttp(Optional.empty())) {
      ProviderClient client = client(http, Clock.systemUTC());

      assertThatThrownBy(client::current).isInstanceOf(ProviderFailure.class);
    }
  }

  private ProviderClient client(ProviderHttp http, Clock clock) {
    return new ProviderClient(issuer(), "mosaic", Optional.empty(), http, clock);
  }

  private String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.incrementAndGet();
      if (hanging) {
        over.await();
      }
      String text =
          exchange.getRequestURI().getPath().equals("/keys")
              ? keys
              : """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/auth","token_endpoint":"%1$s/token",
                 "jwks_uri":"%1$s/keys"}"""
                  .formatted(issuer());
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
