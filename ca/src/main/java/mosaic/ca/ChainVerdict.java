package mosaic.ca;

import java.security.cert.X509Certificate;

/** What comes of checking a presented chain of certificates. */
public sealed interface ChainVerdict {

  /**
   * The chain is good.
   *
   * @param leaf the certificate of the peer, read anew from its encoding
   * @param anchor the trusted root that it leads to
   */
  record Accepted(X509Certificate leaf, X509Certificate anchor) implements ChainVerdict {}

  /**
   * The chain is refused.
   *
   * @param reason the first thing found wrong
   */
  record Rejected(RejectionReason reason) implements ChainVerdict {}
}
