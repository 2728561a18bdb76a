package mosaic.gateway.federation.client;

/** Gives the root certificate of this instance's own CA. */
@FunctionalInterface
interface OwnRoot {
  /** PEM of one certificate. */
  String rootPem();
}
