package mosaic.gateway.query;

import java.util.Locale;
import mosaic.gateway.federation.client.PeerFailure;

/** How it went with a source. */
public enum SourceStatus {
  OK,
  OFFLINE,
  DENIED,
  RATE_LIMITED,
  TIMEOUT,
  /** Part of the user API; no exchange comes to this, as no alert can be trusted to mean it. */
  REVOKED,
  ERROR;

  private static final int UNAUTHORISED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;

  /** The status that a peer's failure is. */
  public static SourceStatus of(PeerFailure failure) {
    return switch (failure) {
      case PeerFailure.Refused refused ->
          switch (refused.status()) {
            case UNAUTHORISED, FORBIDDEN -> DENIED;
            case TOO_MANY_REQUESTS -> RATE_LIMITED;
            default -> ERROR;
          };
      case PeerFailure.Offline offline -> OFFLINE;
      case PeerFailure.TimedOut timedOut -> TIMEOUT;
      case PeerFailure.Forbidden forbidden -> ERROR;
      case PeerFailure.Broken broken -> ERROR;
    };
  }

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
