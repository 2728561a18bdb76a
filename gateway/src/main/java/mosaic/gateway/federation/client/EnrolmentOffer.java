package mosaic.gateway.federation.client;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import mosaic.ca.CertificateRequest;

/**
 * What we send to be enrolled.
 *
 * @param csr proof that we hold the key
 * @param requestingServer our host name
 * @param requestingCa our root, PEM
 * @param ownChain what our own CA issued, leaf first; empty where the peer is to issue
 * @param ownRoots under which of our roots that may be; empty where the peer is to issue
 */
record EnrolmentOffer(
    CertificateRequest csr,
    String requestingServer,
    String requestingCa,
    List<X509Certificate> ownChain,
    Set<X509Certificate> ownRoots) {
  /** Takes private copies. */
  EnrolmentOffer {
    ownChain = List.copyOf(ownChain);
    ownRoots = Set.copyOf(ownRoots);
  }

  /** For a certificate of the peer's. */
  static EnrolmentOffer of(CertificateRequest csr, String requestingServer, String requestingCa) {
    return new EnrolmentOffer(csr, requestingServer, requestingCa, List.of(), Set.of());
  }
}
