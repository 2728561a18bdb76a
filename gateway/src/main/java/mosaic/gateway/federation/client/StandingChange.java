package mosaic.gateway.federation.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an exchange changes about what is recorded of a peer. */
public enum StandingChange {
  /** Nothing new. */
  NONE,
  /** It works: active, with the time of success. */
  SUCCEEDED,
  /** It does not: degraded, with the time of failure. */
  FAILED;

  /** A time is written again only after so long: reads come often (M3-09 leaves the rest alone). */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private static final int FIRST_SERVER_ERROR = 500;

  /** What has to be written after an exchange, if anything. */
  public static StandingChange after(Peer peer, PeerOutcome<?> outcome, Instant now) {
    return switch (verdict(outcome)) {
      case NONE -> NONE;
      case SUCCEEDED ->
          peer.status() != PeerStatus.ACTIVE || isOld(peer.lastSuccessAt(), now) ? SUCCEEDED : NONE;
      case FAILED ->
          peer.status() != PeerStatus.DEGRADED || isOld(peer.lastFailureAt(), now) ? FAILED : NONE;
    };
  }

  private static StandingChange verdict(PeerOutcome<?> outcome) {
    return switch (outcome) {
      case PeerOutcome.Answered<?> answered -> SUCCEEDED;
      case PeerOutcome.Failed<?>(PeerFailure failure) ->
          switch (failure) {
            case PeerFailure.Refused refused -> verdict(refused);
            case PeerFailure.Offline offline -> FAILED;
            case PeerFailure.TimedOut timedOut -> FAILED;
            case PeerFailure.Forbidden forbidden -> FAILED;
            case PeerFailure.Broken broken -> FAILED;
          };
    };
  }

  /**
   * To refuse a resource, a row or a cursor is to work as agreed. To refuse the certificate or the
   * grant is not, nor is a failure of its own. A rate limit says nothing.
   */
  private static StandingChange verdict(PeerFailure.Refused refused) {
    if (refused.status() >= FIRST_SERVER_ERROR || refused.code() == null) {
      return FAILED;
    }
    return switch (refused.code()) {
      case CERTIFICATE_NOT_RECOGNISED, GRANT_NOT_ACTIVE -> FAILED;
      case RATE_LIMITED -> NONE;
      case RESOURCE_NOT_IN_SCOPE, NOT_FOUND, CURSOR_INVALID, REQUEST_INVALID -> SUCCEEDED;
      default -> FAILED;
    };
  }

  private static boolean isOld(@Nullable Instant written, Instant now) {
    return written == null || written.plus(FRESH).isBefore(now);
  }
}
