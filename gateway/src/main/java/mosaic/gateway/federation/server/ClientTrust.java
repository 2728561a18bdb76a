package mosaic.gateway.federation.server;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import mosaic.ca.ChainVerdict;
import mosaic.ca.ClientCertificateVerifier;
import mosaic.ca.RejectionReason;
import mosaic.gateway.enrolment.TrustedRoots;

/**
 * Decides in the TLS handshake whether a client's chain is good (R-602, T-01). What is refused here
 * reaches no handler. The exception's code chooses the TLS alert that the client sees.
 */
final class ClientTrust implements X509TrustManager {
  // X.509 verification results as OpenSSL numbers them (x509_vfy.h); BoringSSL makes alerts of
  // them.
  private static final int NOT_YET_VALID = 9;
  private static final int EXPIRED = 10;
  private static final int UNKNOWN_CA = 20;
  private static final int WRONG_PURPOSE = 26;
  private static final int REJECTED = 28;

  private final Supplier<Set<X509Certificate>> anchors;
  private final TrustedRoots imported;
  private final Clock clock;

  /**
   * Trusts what these roots issued.
   *
   * @param anchors asked anew for every handshake: a root may come or go while we listen
   * @param imported roots of others, each for the grants that name it
   */
  ClientTrust(Supplier<Set<X509Certificate>> anchors, TrustedRoots imported, Clock clock) {
    this.anchors = anchors;
    this.imported = imported;
    this.clock = clock;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyExchange)
      throws CertificateException {
    Set<X509Certificate> own = anchors.get();
    Set<X509Certificate> all = new HashSet<>(own);
    all.addAll(imported.anchors());
    switch (ClientCertificateVerifier.verify(List.of(chain), all, clock.instant())) {
      case ChainVerdict.Rejected(RejectionReason reason) -> throw refused(reason);
      case ChainVerdict.Accepted(X509Certificate leaf, X509Certificate anchor) -> {
        if (!own.contains(anchor) && !imported.vouches(anchor, leaf)) {
          // Of that root, but for a grant that has not named it: as if nobody knew the root
          //
          throw refused(RejectionReason.UNKNOWN_CA);
        }
      }
    }
  }

  private static OpenSslCertificateException refused(RejectionReason reason) {
    return new OpenSslCertificateException(reason.toString(), code(reason));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyExchange)
      throws CertificateException {
    throw new CertificateException("this is a server");
  }

  /** Empty: a client whose CA is not listed would send no certificate, and see the wrong alert. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static int code(RejectionReason reason) {
    return switch (reason) {
      case EXPIRED -> EXPIRED;
      case NOT_YET_VALID -> NOT_YET_VALID;
      case UNKNOWN_CA, ISSUER_NOT_A_CA, PATH_TOO_LONG, PATH_INVALID -> UNKNOWN_CA;
      case WRONG_USAGE -> WRONG_PURPOSE;
      case NO_CERTIFICATE,
          TOO_MANY_CERTIFICATES,
          MALFORMED,
          DUPLICATE_EXTENSION,
          UNKNOWN_CRITICAL_EXTENSION,
          WEAK_KEY,
          WEAK_SIGNATURE,
          PIN_MISMATCH,
          LINK_MISMATCH,
          NAME_MISMATCH ->
          REJECTED;
    };
  }
}
