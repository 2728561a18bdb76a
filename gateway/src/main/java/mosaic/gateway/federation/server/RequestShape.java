package mosaic.gateway.federation.server;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.regex.Pattern;
import mosaic.gateway.enrolment.EstMessages;

/** Whether a request is written the one way that leaves nothing to interpret (T-42). */
final class RequestShape {
  private RequestShape() {}

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,6}");

  /** Whether this is the one request that comes with a body. */
  static boolean isRenewal(HttpServerRequest request) {
    return request.method().equals(HttpMethod.POST)
        && QuestionReader.RENEWAL.equals(request.path());
  }

  /**
   * No body or sign of one, a path and not a whole URL, and in HTTP/1.1 exactly one Host. A renewal
   * has a body, and says how long it is.
   */
  static boolean isPlain(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().getAll(HttpHeaders.TRANSFER_ENCODING).isEmpty()
        && (isRenewal(request)
            ? length != null && isAtMost(EstMessages.MOST_REQUEST_BYTES, length)
            : length == null || length.equals("0"))
        && request.headers().getAll(HttpHeaders.CONTENT_LENGTH).size() <= 1
        && request.uri().startsWith("/")
        && (request.version() == HttpVersion.HTTP_2
            || request.headers().getAll(HttpHeaders.HOST).size() == 1);
  }

  private static boolean isAtMost(int most, String length) {
    return LENGTH.matcher(length).matches() && Integer.parseInt(length) <= most;
  }
}
