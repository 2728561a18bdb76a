package mosaic.gateway.federation.client;

import java.time.Duration;
import java.util.function.Supplier;
import mosaic.ca.DnsName;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the failure of a peer into a problem for our caller: the peer's code, never its words, and
 * our own advice.
 */
public final class PeerProblems {
  /** The extension member that carries a peer's problem code. */
  private static final String PEER_CODE = "peer_code";

  private static final String UNKNOWN = "unknown";
  private static final String ASK_PEER_ADMIN = "Ask the admin of %s.";

  /** What to do where a peer is meant to be where this gateway calls nobody. */
  public static final String ALLOW =
      "If it belongs there, add its network to this gateway's setting federation.allowed_networks.";

  private PeerProblems() {}

  /** The code to show for a failure: the peer's own where it gave one that we know. */
  public static String code(PeerFailure failure) {
    return switch (failure) {
      case PeerFailure.Refused(ProblemCode code, int status, Duration retryAfter) ->
          code == null ? UNKNOWN : code.code();
      case PeerFailure.Offline offline -> ProblemCode.PEER_OFFLINE.code();
      case PeerFailure.TimedOut timedOut -> ProblemCode.PEER_TIMEOUT.code();
      case PeerFailure.Forbidden forbidden -> ProblemCode.PEER_ADDRESS_FORBIDDEN.code();
      case PeerFailure.Broken broken -> ProblemCode.PEER_BROKEN.code();
    };
  }

  /** What happened, in our words. */
  public static String detail(PeerFailure failure, DnsName host) {
    return switch (failure) {
      case PeerFailure.Refused refused -> refusal(refused, host);
      case PeerFailure.Offline offline -> "%s cannot be reached.".formatted(host);
      case PeerFailure.TimedOut timedOut -> "%s did not answer in time.".formatted(host);
      case PeerFailure.Forbidden(SpecialNetworks.Kind network) ->
          "%s is in %s, where this gateway calls nobody.".formatted(host, network.words());
      case PeerFailure.Broken(PeerFailure.Defect defect) ->
          "%s cannot be used: %s.".formatted(host, defect.words());
    };
  }

  /** The problem of a read that had only this source. */
  public static ProblemException ofRead(PeerFailure failure, DnsName host) {
    String detail = detail(failure, host);
    return switch (failure) {
      case PeerFailure.Refused refused -> ofRefusedRead(refused, detail, host);
      case PeerFailure.Offline offline ->
          new ProblemException(
              ProblemCode.PEER_OFFLINE, detail, "Try again later; local rows are not affected.");
      case PeerFailure.TimedOut timedOut ->
          new ProblemException(
              ProblemCode.PEER_TIMEOUT, detail, "Try again later; local rows are not affected.");
      case PeerFailure.Forbidden forbidden ->
          new ProblemException(ProblemCode.PEER_ADDRESS_FORBIDDEN, detail, ALLOW);
      case PeerFailure.Broken broken ->
          new ProblemException(ProblemCode.PEER_BROKEN, detail, ASK_PEER_ADMIN.formatted(host));
    };
  }

  /** The problem of an enrolment that the peer did not bring to its end. */
  static ProblemException ofEnrolment(PeerFailure failure, DnsName host) {
    String detail = detail(failure, host);
    String again = "Try again; if the token is gone by then, ask for a new enrolment URL.";
    return switch (failure) {
      case PeerFailure.Refused(ProblemCode code, int status, Duration retryAfter)
          when code == ProblemCode.ENROLMENT_TOKEN_GONE || status == gone() ->
          new ProblemException(
              ProblemCode.ENROLMENT_TOKEN_GONE,
              "%s does not take this enrolment token: it was used, has expired, was cancelled, or is not for this grant."
                  .formatted(host),
              "Ask the admin of the peer for a new enrolment URL.");
      case PeerFailure.Refused refused -> refused(refused, detail, host);
      case PeerFailure.Offline offline ->
          new ProblemException(ProblemCode.PEER_OFFLINE, detail, again);
      case PeerFailure.TimedOut timedOut ->
          new ProblemException(ProblemCode.PEER_TIMEOUT, detail, again);
      case PeerFailure.Forbidden forbidden ->
          new ProblemException(
              ProblemCode.PEER_ADDRESS_FORBIDDEN,
              detail + " Nothing was sent; the token is still unused.",
              ALLOW);
      case PeerFailure.Broken(PeerFailure.Defect defect)
          when defect == PeerFailure.Defect.CERTIFICATE ->
          new ProblemException(
              ProblemCode.PEER_CA_MISMATCH,
              "What answers as %s does not show a valid certificate under the CA root that the enrolment URL names. Nothing was sent; the token is still unused."
                  .formatted(host),
              "Check the URL with the admin of the peer, by another way than it came.");
      case PeerFailure.Broken broken ->
          new ProblemException(ProblemCode.PEER_BROKEN, detail, ASK_PEER_ADMIN.formatted(host));
    };
  }

  private static int gone() {
    return ProblemCode.ENROLMENT_TOKEN_GONE.status();
  }

  private static ProblemException ofRefusedRead(
      PeerFailure.Refused refused, String detail, DnsName host) {
    ProblemCode code = refused.code();
    Supplier<ProblemException> bare = () -> refused(refused, detail, host);
    if (code == null) {
      return bare.get();
    }
    return switch (code) {
      case RESOURCE_NOT_IN_SCOPE ->
          new ProblemException(
              code, detail, "See what is readable: mosaic capabilities --source federated:" + host);
      case GRANT_NOT_ACTIVE -> new ProblemException(code, detail, ASK_PEER_ADMIN.formatted(host));
      case NOT_FOUND -> ProblemException.notFound("item");
      case CURSOR_INVALID -> new ProblemException(code, detail, "Begin again without a cursor.");
      case RATE_LIMITED ->
          withWait(new ProblemException(code, detail, "Wait and try again."), refused);
      default -> bare.get();
    };
  }

  private static ProblemException refused(
      PeerFailure.Refused refused, String detail, DnsName host) {
    ProblemException problem =
        new ProblemException(ProblemCode.PEER_REFUSED, detail, ASK_PEER_ADMIN.formatted(host))
            .with(PEER_CODE, code(refused));
    return withWait(problem, refused);
  }

  private static ProblemException withWait(ProblemException problem, PeerFailure.Refused refused) {
    @Nullable Duration wait = refused.retryAfter();
    return wait == null ? problem : problem.with("retry_after", wait.toSeconds());
  }

  private static String refusal(PeerFailure.Refused refused, DnsName host) {
    ProblemCode code = refused.code();
    if (code == null) {
      return "%s refused with HTTP status %d.".formatted(host, refused.status());
    }
    return switch (code) {
      case RESOURCE_NOT_IN_SCOPE -> "The grant of %s does not include this.".formatted(host);
      case GRANT_NOT_ACTIVE -> "The grant of %s is suspended or revoked.".formatted(host);
      case CERTIFICATE_NOT_RECOGNISED -> "%s does not recognise our certificate.".formatted(host);
      case RATE_LIMITED -> "%s takes no more requests for now.".formatted(host);
      case CURSOR_INVALID -> "%s does not take this cursor.".formatted(host);
      default -> "%s refused: %s.".formatted(host, code.code());
    };
  }
}
