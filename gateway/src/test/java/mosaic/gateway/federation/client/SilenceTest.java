package mosaic.gateway.federation.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.wire.TraceParent;
import org.jboss.logmanager.LogContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a peer sends, none of it reaches a log. */
@Tag("T-44")
class SilenceTest {
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final String WORDS = "words-of-the-peer";

  private final TestPeer server = new TestPeer();
  private final Recorder recorder = new Recorder();

  /** Whichever of the two log managers is in use. */
  private final List<Logger> roots =
      List.of(Logger.getLogger(""), LogContext.getLogContext().getLogger(""));

  @BeforeEach
  void listen() {
    roots.forEach(root -> root.addHandler(recorder));
  }

  @AfterEach
  void close() {
    server.close();
    roots.forEach(root -> root.removeHandler(recorder));
  }

  private PeerOutcome<PeerPage> ask(int port) {
    return server
        .client(DEADLINE)
        .list(
            server.at(port),
            ListQuery.all(ResourcePath.all(ResourceType.TASKS)),
            50,
            null,
            TraceParent.of(null, new SecureRandom()),
            DEADLINE)
        .await()
        .atMost(DEADLINE.multipliedBy(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\ncontent-length: " + WORDS + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: " + WORDS + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + WORDS + "\r\n",
        "HTTP/1.1 200 OK\r\n" + WORDS + "\u0000: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx: " + WORDS + "\u0000\r\n\r\n",
        "HTTP/1.1 " + WORDS + " OK\r\n\r\n",
        "HTTP/" + WORDS + " 200 OK\r\n\r\n",
        WORDS + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" + WORDS + " again\r\n\r\n",
      })
  void list_malformedAnswer_noByteOfItIsLogged(String answer) throws Exception {
    int port =
        server.listenRaw(
            TestPeer.HOST,
            server.authority(),
            socket -> socket.handler(data -> socket.write(answer)),
            refused -> {});

    PeerOutcome<PeerPage> outcome = ask(port);
    server.close();

    assertThat(outcome).isInstanceOf(PeerOutcome.Failed.class);
    assertThat(recorder.lines).noneMatch(line -> line.contains(WORDS));
  }

  @Test
  void list_wordsWhenLeavingOverHttp2_areNotLogged() throws Exception {
    int port =
        server.listen(
            new HttpServerOptions(),
            request -> request.connection().goAway(2, 0, Buffer.buffer(WORDS)));

    PeerOutcome<PeerPage> outcome = ask(port);
    server.close();

    assertThat(outcome).isInstanceOf(PeerOutcome.Failed.class);
    assertThat(recorder.lines).noneMatch(line -> line.contains(WORDS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.vertx.core.net.impl.ConnectionBase",
        "io.vertx.core.http.impl.HttpClientRequestImpl"
      })
  void settings_categoryThatQuotesPeers_isOff(String category) throws Exception {
    Properties settings = new Properties();
    try (InputStream file = getClass().getResourceAsStream("/application.properties")) {
      settings.load(file);
    }

    assertThat(Class.forName(category)).isNotNull();
    assertThat(settings.getProperty("quarkus.log.category.\"" + category + "\".level"))
        .isEqualTo("OFF");
  }

  private static final class Recorder extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      StringWriter text = new StringWriter();
      text.append(line.getMessage()).append(Arrays.toString(line.getParameters()));
      if (line.getThrown() != null) {
        line.getThrown().printStackTrace(new PrintWriter(text));
      }
      lines.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
