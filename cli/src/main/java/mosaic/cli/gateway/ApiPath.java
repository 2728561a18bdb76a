package mosaic.cli.gateway;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A path below {@code /api/v1} with its query, encoded. */
public record ApiPath(String text) {

  public static ApiPath of(String... segments) {
    StringBuilder path = new StringBuilder("/api/v1");
    for (String segment : segments) {
      path.append('/').append(encode(segment));
    }
    return new ApiPath(path.toString());
  }

  public ApiPath with(String parameter, String value) {
    return new ApiPath(text + (text.contains("?") ? "&" : "?") + parameter + "=" + encode(value));
  }

  public ApiPath with(String parameter, Optional<String> value) {
    return value.map(present -> with(parameter, present)).orElse(this);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
