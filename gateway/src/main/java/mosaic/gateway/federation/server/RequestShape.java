package mosaic.gateway.federation.server;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import mosaic.gateway.enrolment.EstMessages;

/** Whether a request is written the one way that leaves nothing to interpret (T-42). */
final class RequestShape {
  private RequestShape() {}

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,6}");

  /** A token (RFC 9110, 5.6.2), after the colon of a pseudo-header. */
  private static final Pattern NAME = Pattern.compile(":?[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** Whether this is the one request that comes with a body. */
  static boolean isRenewal(HttpServerRequest request) {
    return request.method().equals(HttpMethod.POST)
        && QuestionReader.RENEWAL.equals(request.path());
  }

  /**
   * No body or sign of one, a path and not a whole URL, headers that are headers, and one host: in
   * HTTP/1.1 exactly one Host, in HTTP/2 none that differs from the authority (RFC 9113, 8.3.1). A
   * renewal has a body, and says how long it is.
   */
  static boolean isPlain(HttpServerRequest request) {
    if (request.decoderResult().isFailure()) {
      return false; // what it says of itself is made up
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().getAll(HttpHeaders.TRANSFER_ENCODING).isEmpty()
        && (isRenewal(request)
            ? length != null && isAtMost(EstMessages.MOST_REQUEST_BYTES, length)
            : length == null || length.equals("0"))
        && request.headers().getAll(HttpHeaders.CONTENT_LENGTH).size() <= 1
        && request.uri().startsWith("/")
        && hasCleanHeaders(request)
        && hasOneHost(request);
  }

  /** HTTP/2 would carry anything in them (RFC 9113, 8.2.1). */
  private static boolean hasCleanHeaders(HttpServerRequest request) {
    for (Map.Entry<String, String> header : request.headers()) {
      if (!NAME.matcher(header.getKey()).matches()
          || header.getValue().chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasOneHost(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
    return request.version() == HttpVersion.HTTP_2
        ? hosts.isEmpty()
            || (hosts.size() == 1 && hosts.getFirst().equals(String.valueOf(request.authority())))
        : hosts.size() == 1;
  }

  private static boolean isAtMost(int most, String length) {
    return LENGTH.matcher(length).matches() && Integer.parseInt(length) <= most;
  }
}
