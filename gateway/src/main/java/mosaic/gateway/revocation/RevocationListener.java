package mosaic.gateway.revocation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import mosaic.ca.OcspRequest;
import mosaic.gateway.instance.FederationStart;
import mosaic.gateway.instance.RevocationConfig;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemDocument;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.wire.Connections;
import mosaic.gateway.wire.TraceParent;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The listener for revocation lists and OCSP: plain HTTP/1.1, as what it serves is
 * signed and must be had before any certificate can be trusted (RFC 5280, 8). Anybody may ask.
 */
@ApplicationScoped
class RevocationListener {
  private static final Logger LOG = Logger.getLogger(RevocationListener.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  // Limits of what a stranger may make us hold (T-43).
  private static final int MOST_HEADER_BYTES = 8 * 1024;

  /** A request of {@link OcspRequest#MAX_BYTES} in base64, every character of it escaped. */
  private static final int MOST_LINE_BYTES = 17 * 1024;

  private static final int IDLE_SECONDS = 30;

  /** A request that is not there in whole by then is not waited for. */
  private static final long SEND_MILLIS = 10_000;

  /** Who does not take an answer for so long loses the connection; a list may be long. */
  private static final long TAKE_MILLIS = 120_000;

  private static final int MOST_CONNECTIONS = 1_000;

  /** Behind a load balancer everybody has one address, so addresses tell nobody apart. */
  private static final String ANYBODY = "anybody";

  /** Time for one request that is sent and taken as slowly as may be, and some to spare. */
  private static final Duration LONGEST_CONNECTION = Duration.ofSeconds(150);

  /** So many lists on their way at the same time, from being asked for until they are taken. */
  private static final int MOST_DOWNLOADS = 64;

  /** When to come back, in seconds, for whoever was one too many. */
  private static final int LATER = 5;

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Vertx vertx;
  private final Directory directory;
  private final RevocationConfig config;
  private final ObjectMapper json;
  private final Clock clock;
  private final SecureRandom random;
  private final Connections connections;
  private final AtomicInteger downloads = new AtomicInteger();
  private @Nullable String deployment;

  RevocationListener(
      Vertx vertx,
      Directory directory,
      RevocationConfig config,
      ObjectMapper json,
      Clock clock,
      SecureRandom random) {
    this.vertx = vertx;
    this.directory = directory;
    this.config = config;
    this.json = json;
    this.clock = clock;
    this.random = random;
    this.connections =
        new Connections(vertx, MOST_CONNECTIONS, MOST_CONNECTIONS, LONGEST_CONNECTION);
  }

  void start(@Observes FederationStart event) {
    deployment =
        Uni.createFrom()
            .completionStage(
                vertx
                    .deployVerticle(() -> new Server(), new DeploymentOptions())
                    .toCompletionStage())
            .await()
            .atMost(PATIENCE);
    LOG.infof("revocation on http://%s:%d", config.host(), config.port());
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
          .createHttpServer(
              new HttpServerOptions()
                  .setHost(config.host())
                  .setPort(config.port())
                  // With it, a connection would count only after a whole head had come.
                  .setHttp2ClearTextEnabled(false)
                  .setIdleTimeout(IDLE_SECONDS)
                  .setMaxHeaderSize(MOST_HEADER_BYTES)
                  .setMaxInitialLineLength(MOST_LINE_BYTES))
          .connectionHandler(connection -> connections.admit(connection, ANYBODY))
          .requestHandler(RevocationListener.this::handle)
          .listen()
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }

  /** Every way through here ends the response or the connection. */
  private void handle(HttpServerRequest request) {
    if (isAmbiguous(request)) {
      // What may be two requests to somebody in between is none here, and the last one (T-42).
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      var _ =
          refuse(
              request,
              ProblemException.invalid(
                  "The request has a whole URL, a transfer coding, or not exactly one Host and length.",
                  "Send a plain GET or POST with a path."));
      return;
    }
    long giveUp = vertx.setTimer(SEND_MILLIS, timer -> Connections.cut(request.connection()));
    Body body = new Body();
    request
        .handler(
            chunk -> {
              // What is beyond the limit is not kept, and not waited for.
              if (!body.isTooLong() && !body.add(chunk)) {
                answer(request, body);
              }
            })
        .exceptionHandler(
            failure -> {
              vertx.cancelTimer(giveUp);
              request.connection().close();
            })
        .endHandler(
            end -> {
              vertx.cancelTimer(giveUp);
              if (!body.isTooLong()) {
                answer(request, body);
              }
            });
  }

  /** The beginning of a body: one byte more than a request may have shows that it is too long. */
  private static final class Body {
    private final Buffer read = Buffer.buffer();

    /** False once it is too long. */
    boolean add(Buffer chunk) {
      int room = OcspRequest.MAX_BYTES + 1 - read.length();
      read.appendBuffer(chunk, 0, Math.min(room, chunk.length()));
      return !isTooLong();
    }

    boolean isTooLong() {
      return read.length() > OcspRequest.MAX_BYTES;
    }

    byte[] bytes() {
      return read.getBytes();
    }
  }

  private void answer(HttpServerRequest request, Body body) {
    boolean download = Directory.isList(path(request));
    if (download && downloads.incrementAndGet() > MOST_DOWNLOADS) {
      downloads.decrementAndGet();
      var _ =
          refuse(
              request,
              new ProblemException(
                      ProblemCode.OVERLOADED,
                      "Too many fetch a revocation list at the same time.",
                      "Try again in a moment.")
                  .with("retry_after", LATER));
      return;
    }
    Future.fromCompletionStage(
            Uni.createFrom().deferred(() -> served(request, body)).subscribeAsCompletionStage())
        .compose(served -> send(request, served), failure -> refuse(request, failure))
        .onComplete(
            taken -> {
              if (download) {
                downloads.decrementAndGet();
              }
            });
  }

  private static String path(HttpServerRequest request) {
    return request.path() == null ? "" : request.path();
  }

  private Uni<Served> served(HttpServerRequest request, Body body) {
    String path = path(request);
    String methods = Directory.methods(path);
    if (methods.isEmpty()) {
      throw new ProblemException(
          ProblemCode.NO_SUCH_ENDPOINT,
          "There is nothing at this path.",
          "Take the address from a certificate.");
    }
    if (!Arrays.asList(methods.split(", ", -1)).contains(request.method().name())) {
      request.response().putHeader(HttpHeaders.ALLOW, methods); // RFC 9110, 15.5.6
      throw new ProblemException(
          ProblemCode.METHOD_NOT_ALLOWED, "The path has " + methods + ".", "Use one of them.");
    }
    return request.method().equals(HttpMethod.POST)
        ? directory.post(body.bytes())
        : directory.get(path);
  }

  private static boolean isAmbiguous(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || request.headers().getAll(HttpHeaders.CONTENT_LENGTH).size() > 1
        || !request.uri().startsWith("/")
        || request.headers().getAll(HttpHeaders.HOST).size() != 1;
  }

  /** With what caches need (RFC 5019, 6.2; RFC 9111). */
  private Future<Void> send(HttpServerRequest request, Served served) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    Instant now = clock.instant();
    response.putHeader(HttpHeaders.DATE, HTTP_DATE.format(now));
    if (served.freshness().isEmpty()) {
      response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    } else {
      Served.Freshness freshness = served.freshness().get();
      Duration left = Duration.between(now, freshness.until());
      Duration kept = config.cacheTime().compareTo(left) < 0 ? config.cacheTime() : left;
      response
          .putHeader(
              HttpHeaders.CACHE_CONTROL,
              "public, no-transform, must-revalidate, max-age=" + Math.max(0, kept.toSeconds()))
          .putHeader(HttpHeaders.LAST_MODIFIED, HTTP_DATE.format(freshness.since()))
          .putHeader(HttpHeaders.EXPIRES, HTTP_DATE.format(freshness.until()))
          .putHeader(HttpHeaders.ETAG, freshness.tag());
      if (isKnown(request.getHeader(HttpHeaders.IF_NONE_MATCH), freshness.tag())) {
        return response.setStatusCode(304).end();
      }
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, served.mediaType());
    return end(request, served.body());
  }

  /** RFC 9110, 13.1.2. */
  private static boolean isKnown(@Nullable String ifNoneMatch, String tag) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(",", -1))
            .map(String::strip)
            .anyMatch(known -> known.equals(tag) || known.equals("W/" + tag) || known.equals("*"));
  }

  private Future<Void> refuse(HttpServerRequest request, Throwable failure) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    String traceId = TraceParent.of(request.getHeader(TraceParent.HEADER), random).traceId();
    ProblemCode code = ProblemDocument.codeOf(failure);
    if (code == ProblemCode.INTERNAL) {
      LOG.errorf(failure, "revocation request failed, trace %s", traceId);
    }
    response
        .setStatusCode(code.status())
        .putHeader(HttpHeaders.DATE, HTTP_DATE.format(clock.instant()))
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (failure instanceof ProblemException problem
        && problem.extensions().get("retry_after") instanceof Number seconds) {
      response.putHeader("retry-after", String.valueOf(seconds));
    }
    try {
      return end(
          request, Buffer.buffer(json.writeValueAsBytes(ProblemDocument.of(failure, traceId))));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("an answer could not be written", impossible);
    }
  }

  private Future<Void> end(HttpServerRequest request, Buffer body) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
    long giveUp = vertx.setTimer(TAKE_MILLIS, timer -> Connections.cut(request.connection()));
    return (request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body))
        .onComplete(
            done -> {
              vertx.cancelTimer(giveUp);
              if (response.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
                request.connection().close();
              }
            });
  }
}
