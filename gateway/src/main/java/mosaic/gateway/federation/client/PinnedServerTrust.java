package mosaic.gateway.federation.client;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import mosaic.ca.ChainVerdict;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.ca.RejectionReason;
import mosaic.ca.ServerCertificateVerifier;

/**
 * Trusts the servers of one peer: a chain that ends in the pinned root, is valid as a whole, and is
 * for the host. The operating system's roots count for nothing. It refuses during the handshake, so
 * not a byte of ours follows.
 */
final class PinnedServerTrust extends X509ExtendedTrustManager {
  private final Fingerprint pinnedRoot;
  private final DnsName host;
  private final InstantSource clock;

  PinnedServerTrust(Fingerprint pinnedRoot, DnsName host, InstantSource clock) {
    this.pinnedRoot = pinnedRoot;
    this.host = host;
    this.clock = clock;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    switch (ServerCertificateVerifier.verify(List.of(chain), pinnedRoot, host, clock.instant())) {
      case ChainVerdict.Accepted accepted -> {
        // Its key is what the handshake goes on with.
      }
      case ChainVerdict.Rejected(RejectionReason reason) -> throw new Refused(reason);
    }
  }

  /** The server is not the one that was pinned. */
  static final class Refused extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final RejectionReason reason;

    Refused(RejectionReason reason) {
      super(reason.name());
      this.reason = reason;
    }

    RejectionReason reason() {
      return reason;
    }
  }
}
