package mosaic.gateway.federation.server;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLPeerUnverifiedException;
import mosaic.ca.GrantIdentity;
import mosaic.gateway.enrolment.TrustedRoots;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.instance.FederationStart;
import mosaic.gateway.limit.InFlight;
import mosaic.gateway.pki.InstanceCa;
import mosaic.gateway.pki.ServerIdentity;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.wire.Connections;
import mosaic.gateway.wire.TraceParent;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The listener for peers: TLS 1.3 with a client certificate, by BoringSSL so that alerts
 * are exact, no session tickets ({@code Preflight} refuses to start with them), HTTP/2 and
 * HTTP/1.1.
 */
@ApplicationScoped
class FederationListener {
  private static final Logger LOG = Logger.getLogger(FederationListener.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  // Limits of what a peer may make us hold (T-43).
  private static final int MOST_HEADER_BYTES = 8 * 1024;
  private static final int MOST_LINE_BYTES = 4 * 1024;
  private static final int MOST_STREAMS = 32;

  /** Of all peers together, and of one: each has one for HTTP/2 or a few for HTTP/1.1. */
  private static final int MOST_CONNECTIONS = 4_096;

  private static final int MOST_CONNECTIONS_OF_ONE = 128;

  /**
   * The limit on streams does not hold this: a stream that its peer resets is free for the next
   * request, while the database still reads for the one before.
   */
  private static final int MOST_IN_FLIGHT_OF_ONE = 64;

  private static final long ABORTS_LOGGED_APART = TimeUnit.SECONDS.toNanos(1);

  /** A connection on which no request came for so long is closed, whatever else came on it. */
  private static final Duration LONGEST_UNUSED = Duration.ofMinutes(5);

  private static final int IDLE_SECONDS = 60;
  private static final int HANDSHAKE_SECONDS = 5;

  /** A peer that takes so long over its body, or its answer, loses the connection. */
  private static final long TAKE_MILLIS = 15_000;

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Vertx vertx;
  private final Pipeline pipeline;
  private final FederationConfig config;
  private final HttpServerOptions options;
  private final RootNews news;
  private final SecureRandom random;
  private final Clock clock;

  private final Connections connections;
  private final InFlight inFlight = new InFlight(Integer.MAX_VALUE, MOST_IN_FLIGHT_OF_ONE);
  private final AtomicLong lastAbortLogged =
      new AtomicLong(System.nanoTime() - ABORTS_LOGGED_APART);

  private @Nullable String deployment;

  FederationListener(
      Vertx vertx,
      Pipeline pipeline,
      FederationConfig config,
      ServerIdentity identity,
      InstanceCa ca,
      TrustedRoots imported,
      RootNews news,
      Clock clock,
      SecureRandom random) {
    this.vertx = vertx;
    this.news = news;
    this.random = random;
    this.clock = clock;
    this.pipeline = pipeline;
    this.config = config;
    this.connections =
        new Connections(vertx, MOST_CONNECTIONS, MOST_CONNECTIONS_OF_ONE, LONGEST_UNUSED);
    this.options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setSsl(true)
            .setUseAlpn(true)
            .setSslEngineOptions(new OpenSSLEngineOptions().setSessionCacheEnabled(false))
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
            .setClientAuth(ClientAuth.REQUIRED)
            .setKeyCertOptions(identity.keyCertOptions())
            .setTrustOptions(TrustOptions.wrap(new ClientTrust(ca::anchors, imported, clock)))
            .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxHeaderSize(MOST_HEADER_BYTES)
            .setMaxInitialLineLength(MOST_LINE_BYTES)
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(MOST_STREAMS)
                    .setMaxHeaderListSize(MOST_HEADER_BYTES));
  }

  /** One instance for each event loop, all on the one port. */
  void start(@Observes FederationStart event) {
    int loops = Math.max(1, Runtime.getRuntime().availableProcessors());
    deployment =
        Uni.createFrom()
            .completionStage(
                vertx
                    .deployVerticle(() -> new Server(), new DeploymentOptions().setInstances(loops))
                    .toCompletionStage())
            .await()
            .atMost(PATIENCE);
    LOG.infof("federation on https://%s:%d", config.host(), config.port());
  }

  void stop(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) {
    if (deployment != null) {
      Uni.createFrom()
          .completionStage(vertx.undeploy(deployment).toCompletionStage())
          .await()
          .atMost(PATIENCE);
    }
  }

  private final class Server extends AbstractVerticle {
    @Override
    public void start(Promise<Void> started) {
      vertx
          .createHttpServer(options)
          .connectionHandler(FederationListener.this::admit)
          .requestHandler(FederationListener.this::handle)
          // What is no HTTP is refused and recorded like anything else; the framework would do
          // neither.
          .invalidRequestHandler(FederationListener.this::handle)
          .listen()
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }

  private void admit(HttpConnection connection) {
    X509Certificate certificate = certificate(connection);
    if (certificate == null) {
      Connections.cut(connection);
    } else {
      connections.admit(connection, peer(certificate));
    }
  }

  /**
   * Whose connections and requests are counted together: a grant's, for it has several certificates
   * in its time, and one with a CA of its own as many as it likes.
   */
  private static Object peer(X509Certificate certificate) {
    return GrantIdentity.read(certificate) instanceof GrantIdentity.Found found
        ? found.grantId()
        : certificate;
  }

  private static @Nullable X509Certificate certificate(HttpConnection connection) {
    try {
      return (X509Certificate) connection.sslSession().getPeerCertificates()[0];
    } catch (SSLPeerUnverifiedException impossible) {
      return null;
    }
  }

  /** Every way through here ends the response. */
  private void handle(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    X509Certificate certificate = certificate(connection);
    if (certificate == null || connections.isFinished(connection)) {
      connection.close();
      return;
    }
    connections.used(connection);
    boolean plain = RequestShape.isPlain(request);
    if (!plain && request.version() != HttpVersion.HTTP_2) {
      // What may be two requests to somebody in between is the last one here (T-42).
      connections.finish(connection);
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    long started = System.nanoTime();
    if (plain && RequestShape.isRenewal(request)) {
      long giveUp = vertx.setTimer(TAKE_MILLIS, timer -> Connections.cut(request.connection()));
      request
          .body()
          .onComplete(done -> vertx.cancelTimer(giveUp))
          .onSuccess(body -> answer(request, certificate, true, body, started))
          .onFailure(cut -> answer(request, certificate, false, Buffer.buffer(), started));
    } else {
      answer(request, certificate, plain, Buffer.buffer(), started);
    }
  }

  private void answer(
      HttpServerRequest request,
      X509Certificate certificate,
      boolean plain,
      Buffer body,
      long started) {
    FederatedRequest asked =
        new FederatedRequest(
            certificate,
            request.method().name(),
            plain && request.path() != null ? request.path() : "",
            request.query() == null ? "" : request.query(),
            plain,
            body,
            request.getHeader(RootNews.PIN_HEADER),
            request.getHeader(RootNews.REHEARSAL_HEADER),
            started);
    String traceId = TraceParent.of(request.getHeader(TraceParent.HEADER), random).traceId();
    Object peer = connections.holder(request.connection());
    if (peer == null) {
      request.connection().close(); // gone meanwhile
      return;
    }
    if (!inFlight.begin(peer)) {
      send(request, pipeline.refused(tooMany(), traceId));
      return;
    }
    Uni.createFrom()
        .deferred(() -> pipeline.answer(asked, traceId))
        .onTermination()
        .invoke(() -> inFlight.end(peer))
        .subscribe()
        .with(answer -> send(request, answer), failure -> abort(request, failure));
  }

  private void send(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(answer.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.mediaType())
        .putHeader(HttpHeaders.DATE, HTTP_DATE.format(clock.instant())) // RFC 9110, 6.6.1
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(RootNews.HEADER, news.now());
    answer
        .retryAfterSeconds()
        .ifPresent(seconds -> response.putHeader("retry-after", String.valueOf(seconds)));
    if (answer.status() == 405) {
      boolean renewal = QuestionReader.RENEWAL.equals(request.path());
      response.putHeader(HttpHeaders.ALLOW, renewal ? "POST" : "GET"); // RFC 9110, 15.5.6
    }
    long giveUp = vertx.setTimer(TAKE_MILLIS, timer -> Connections.cut(request.connection()));
    Future<Void> taken =
        request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(answer.body());
    taken.onComplete(
        done -> {
          vertx.cancelTimer(giveUp);
          if (connections.isFinished(request.connection())) {
            request.connection().close();
          }
        });
  }

  private static ProblemException tooMany() {
    return new ProblemException(
            ProblemCode.OVERLOADED,
            "More than %d requests of this grant are being answered."
                .formatted(MOST_IN_FLIGHT_OF_ONE),
            "Wait for the answers to some before you ask for more.")
        .with("retry_after", 1);
  }

  /** No audit row, no answer. */
  private void abort(HttpServerRequest request, Throwable failure) {
    long now = System.nanoTime();
    long before = lastAbortLogged.get();
    // Under load there are thousands; the first of each second says it.
    if (now - before > ABORTS_LOGGED_APART && lastAbortLogged.compareAndSet(before, now)) {
      LOG.error("federated requests could not be recorded and get no answer", failure);
    }
    if (!request.response().ended()) {
      request.response().setStatusCode(503).putHeader("retry-after", "5").end();
    }
  }
}
