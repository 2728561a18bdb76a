package mosaic.gateway.federation.client;

import java.time.Duration;
import mosaic.gateway.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/** Why a peer gave no answer that can be used. Holds none of the peer's own words. */
public sealed interface PeerFailure {

  /**
   * The peer said no.
   *
   * @param code the peer's problem code, if it is one of ours and fits the status; null otherwise
   * @param status the HTTP status, 400…599
   * @param retryAfter how long the peer asks us to wait, if it does
   */
  record Refused(@Nullable ProblemCode code, int status, @Nullable Duration retryAfter)
      implements PeerFailure {}

  /** No connection came about, or it was lost. */
  record Offline() implements PeerFailure {}

  /** The deadline passed first. */
  record TimedOut() implements PeerFailure {}

  /** Its address is one that this gateway may not call (T-40). No packet was sent. */
  record Forbidden(SpecialNetworks.Kind network) implements PeerFailure {}

  /** The exchange cannot be used. */
  record Broken(Defect defect) implements PeerFailure {}

  /** What can be wrong with an exchange. */
  enum Defect {
    CERTIFICATE("its server certificate is not the one that was pinned"),
    TLS("the TLS handshake failed"),
    OWN_CREDENTIAL("our client certificate for it cannot be used; enrol again"),
    PROTOCOL("it broke the HTTP protocol"),
    STATUS("it answered with a status that the protocol does not have"),
    CONTENT_TYPE("its answer is not JSON"),
    TOO_LARGE("its answer is too large"),
    JSON("its answer is not well-formed JSON within bounds"),
    CONTENT("its answer is not what was asked for");

    private final String words;

    Defect(String words) {
      this.words = words;
    }

    /** For people, after "the peer cannot be used: ". */
    public String words() {
      return words;
    }
  }
}
