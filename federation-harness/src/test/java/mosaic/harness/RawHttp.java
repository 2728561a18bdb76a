package mosaic.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads an HTTP/1 answer that ended with the connection, exactly as it came. */
final class RawHttp {
  private RawHttp() {}

  static Answer parse(byte[] bytes) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = all.indexOf("\r\n\r\n");
    // A gateway that could not read the version answers in 1.0.
    if (end < 0 || !all.startsWith("HTTP/1.")) {
      throw new HarnessException("Not an HTTP/1 answer: " + all);
    }
    List<String> lines = all.substring(0, end).lines().toList();
    int status = Integer.parseInt(lines.getFirst().substring(9, 12));
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    String body = all.substring(end + 4);
    if (headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
      body = unchunked(body);
    }
    return new Answer(
        status,
        headers,
        new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  private static String unchunked(String body) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int lineEnd = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, lineEnd), 16);
      if (size == 0) {
        return whole.toString(StandardCharsets.ISO_8859_1);
      }
      int start = lineEnd + 2;
      whole.writeBytes(body.substring(start, start + size).getBytes(StandardCharsets.ISO_8859_1));
      at = start + size + 2;
    }
  }
}
