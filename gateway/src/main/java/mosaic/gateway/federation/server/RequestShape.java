package mosaic.gateway.federation.server;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** Whether a request is written the one way that leaves nothing to interpret (T-42). */
final class RequestShape {
  private RequestShape() {}

  /** No body or sign of one, a path and not a whole URL, and in HTTP/1.1 exactly one Host. */
  static boolean isPlain(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().getAll(HttpHeaders.TRANSFER_ENCODING).isEmpty()
        && (length == null || length.equals("0"))
        && request.headers().getAll(HttpHeaders.CONTENT_LENGTH).size() <= 1
        && request.uri().startsWith("/")
        && (request.version() == HttpVersion.HTTP_2
            || request.headers().getAll(HttpHeaders.HOST).size() == 1);
  }
}
