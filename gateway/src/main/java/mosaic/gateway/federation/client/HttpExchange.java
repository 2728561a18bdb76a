package mosaic.gateway.federation.client;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import mosaic.gateway.federation.client.PeerFailure.Defect;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, of which no more is read than allowed. Runs on the context it was
 * subscribed on. Cancelling the {@link Uni}, as a deadline does, resets the request.
 */
final class HttpExchange {
  /** As many digits as always fit into an int. */
  private static final int MOST_DIGITS = 9;

  private final HttpClient client;
  private final RequestOptions options;
  private final @Nullable Buffer content;
  private final int mostBytes;
  private final UniEmitter<? super HttpAnswer> emitter;
  private final Buffer body = Buffer.buffer();

  private @Nullable HttpClientRequest request;
  private boolean ended;

  private HttpExchange(
      HttpClient client,
      RequestOptions options,
      @Nullable Buffer content,
      int mostBytes,
      UniEmitter<? super HttpAnswer> emitter) {
    this.client = client;
    this.options = options;
    this.content = content;
    this.mostBytes = mostBytes;
    this.emitter = emitter;
  }

  /**
   * Sends a request.
   *
   * @param content the body; null for none
   * @param mostBytes the largest body of an answer; more fails with {@link AnswerRefused}
   */
  static Uni<HttpAnswer> send(
      Vertx vertx,
      HttpClient client,
      RequestOptions options,
      @Nullable Buffer content,
      int mostBytes) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              HttpExchange exchange =
                  new HttpExchange(client, options, content, mostBytes, emitter);
              Context context = vertx.getOrCreateContext();
              emitter.onTermination(() -> context.runOnContext(now -> exchange.abandon()));
              context.runOnContext(now -> exchange.begin());
            });
  }

  private void begin() {
    if (!ended) {
      client.request(options).onSuccess(this::connected).onFailure(this::fail);
    }
  }

  private void connected(HttpClientRequest connected) {
    request = connected;
    // Without one, the message is logged, and it may quote the peer.
    connected.exceptionHandler(this::fail);
    if (ended) {
      connected.reset();
      return;
    }
    (content == null ? connected.send() : connected.send(content))
        .onSuccess(this::answered)
        .onFailure(this::fail);
  }

  private void answered(HttpClientResponse response) {
    response.exceptionHandler(this::fail);
    if (ended) {
      return;
    }
    if (declaresMore(response)) {
      refuse(Defect.TOO_LARGE);
      return;
    }
    response.handler(this::take);
    response.endHandler(end -> complete(response));
  }

  private boolean declaresMore(HttpClientResponse response) {
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    // Longer than any number that fits, or larger than allowed; anything else shows as it comes.
    return length != null
        && (length.length() > MOST_DIGITS
            || (length.matches("[0-9]+") && Integer.parseInt(length) > mostBytes));
  }

  private void take(Buffer chunk) {
    if (ended) {
      return;
    }
    if (body.length() + chunk.length() > mostBytes) {
      refuse(Defect.TOO_LARGE);
      return;
    }
    body.appendBuffer(chunk);
  }

  private void complete(HttpClientResponse response) {
    if (!ended) {
      ended = true;
      emitter.complete(
          new HttpAnswer(
              response.statusCode(),
              response.getHeader(HttpHeaders.CONTENT_TYPE),
              response.getHeader(HttpHeaders.RETRY_AFTER),
              response.getHeader(HttpHeaders.DATE),
              response.getHeader(RootFollower.NEWS_HEADER),
              body));
    }
  }

  private void refuse(Defect defect) {
    fail(new AnswerRefused(defect));
    reset();
  }

  private void fail(Throwable failure) {
    if (!ended) {
      ended = true;
      emitter.fail(failure);
    }
  }

  private void abandon() {
    if (!ended) {
      ended = true;
      reset();
    }
  }

  private void reset() {
    if (request != null) {
      request.reset();
    }
  }
}
