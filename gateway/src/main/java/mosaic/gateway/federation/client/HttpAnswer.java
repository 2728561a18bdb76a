package mosaic.gateway.federation.client;

import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer, read whole and within its bounds.
 *
 * @param status 200…599
 * @param contentType the header as it came
 * @param retryAfter the header as it came
 * @param date the header as it came
 * @param authorityNews the header {@code mosaic-ca} as it came
 * @param body the bytes, of which no more exist than were allowed
 */
record HttpAnswer(
    int status,
    @Nullable String contentType,
    @Nullable String retryAfter,
    @Nullable String date,
    @Nullable String authorityNews,
    Buffer body) {

  /** One that says nothing of the CA of whoever answered. */
  HttpAnswer(
      int status,
      @Nullable String contentType,
      @Nullable String retryAfter,
      @Nullable String date,
      Buffer body) {
    this(status, contentType, retryAfter, date, null, body);
  }

  /** Whether the media type is this one, whatever its parameters. */
  boolean is(String mediaType) {
    if (contentType == null) {
      return false;
    }
    int end = contentType.indexOf(';');
    String bare = end < 0 ? contentType : contentType.substring(0, end);
    return bare.strip().toLowerCase(Locale.ROOT).equals(mediaType);
  }

  @Override
  public String toString() {
    return "HttpAnswer[" + status + ", " + body.length() + " bytes]";
  }
}
