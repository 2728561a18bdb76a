package mosaic.gateway.federation.client;

/** Is told what the answers of peers say about their CA. */
@FunctionalInterface
interface RootListener {
  /**
   * An answer came over a connection that the pinned root authenticated.
   *
   * @param news its header {@link RootFollower#NEWS_HEADER}
   */
  void heard(ReachablePeer peer, String news);
}
