package mosaic.gateway.federation.client;

/** What there is of a peer when its enrolment begins. */
public sealed interface EnrolmentStart {
  /**
   * A pending one: the one that was offered, or one whose enrolment had begun before.
   *
   * @param peer with the key to go on with
   */
  record Pending(PendingPeer peer) implements EnrolmentStart {}

  /** One for this host or grant that must not be touched. */
  record Taken() implements EnrolmentStart {}
}
