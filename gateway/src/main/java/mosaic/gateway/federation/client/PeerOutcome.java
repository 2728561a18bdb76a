package mosaic.gateway.federation.client;

/**
 * What came of asking a peer. A peer's failure is an ordinary thing, so it is a value.
 *
 * @param <T> what was asked for
 */
public sealed interface PeerOutcome<T> {
  /** The peer answered, and the answer is well-formed. */
  record Answered<T>(T value) implements PeerOutcome<T> {}

  /** It did not. */
  record Failed<T>(PeerFailure failure) implements PeerOutcome<T> {}
}
