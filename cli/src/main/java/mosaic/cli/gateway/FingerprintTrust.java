package mosaic.cli.gateway;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a chain that shows the certificate of the expected fingerprint and is valid under it for
 * the host asked for. The second half matters: anybody can append a root that is public to a chain
 * of their own.
 */
final class FingerprintTrust extends X509ExtendedTrustManager {
  private final Fingerprint expected;
  private volatile @Nullable RootCertificate accepted;

  FingerprintTrust(Fingerprint expected) {
    this.expected = expected;
  }

  Optional<RootCertificate> accepted() {
    return Optional.ofNullable(accepted);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    RootCertificate root = expectedRoot(chain);
    pkix(root).checkServerTrusted(chain, authType, socket);
    accepted = root;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    RootCertificate root = expectedRoot(chain);
    pkix(root).checkServerTrusted(chain, authType, engine);
    accepted = root;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("the host name cannot be checked this way");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is never a server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this side is never a server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this side is never a server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private RootCertificate expectedRoot(X509Certificate[] chain) throws CertificateException {
    // While a root takes over from another, the gateway shows both.
    for (X509Certificate certificate : chain) {
      RootCertificate shown = new RootCertificate(certificate);
      if (shown.fingerprint().equals(expected)) {
        return shown;
      }
    }
    throw new FingerprintMismatch(new RootCertificate(chain[chain.length - 1]));
  }

  private static X509ExtendedTrustManager pkix(RootCertificate root) throws CertificateException {
    try {
      return root.trustManager();
    } catch (GeneralSecurityException failed) {
      throw new CertificateException(failed);
    }
  }

  /** The chain ends in another root than the one that was named. */
  static final class FingerprintMismatch extends CertificateException {
    private static final long serialVersionUID = 1L;

    FingerprintMismatch(RootCertificate last) {
      super(
          "its certificate chain ends in "
              + last.fingerprint()
              + " ("
              + last.certificate().getSubjectX500Principal().getName()
              + "), which is not the fingerprint that was given");
    }
  }
}
