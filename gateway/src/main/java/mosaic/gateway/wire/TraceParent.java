package mosaic.gateway.wire;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context of a request: one trace id spans both gateways (R-1201).
 *
 * @param traceId 32 hex digits, not all zero
 * @param flags two hex digits
 */
public record TraceParent(String traceId, String flags) {
  /** The header's name. */
  public static final String HEADER = "traceparent";

  private static final Pattern SYNTAX =
      Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})");
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  /** Takes up the caller's trace, or begins one when there is none or it is malformed. */
  public static TraceParent of(@Nullable String header, SecureRandom random) {
    Matcher matcher = SYNTAX.matcher(header == null ? "" : header);
    return matcher.matches()
        ? new TraceParent(matcher.group(1), matcher.group(2))
        : new TraceParent(hex(random, TRACE_BYTES), "01");
  }

  /** The header for one onward request, with a span of its own. */
  public String header(RandomGenerator random) {
    return "00-" + traceId + "-" + hex(random, SPAN_BYTES) + "-" + flags;
  }

  private static String hex(RandomGenerator random, int bytes) {
    byte[] id = new byte[bytes];
    random.nextBytes(id);
    // All zero means "none" (W3C trace context, 3.2.2).
    id[bytes - 1] |= 1;
    return HexFormat.of().formatHex(id);
  }
}
