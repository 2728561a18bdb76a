package mosaic.cli.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The one certificate authority that a profile trusts. */
public record RootCertificate(X509Certificate certificate) {

  /** Reads a PEM text that holds exactly one certificate. */
  public static RootCertificate ofPem(String pem) throws CertificateException {
    List<? extends Certificate> certificates =
        List.copyOf(
            CertificateFactory.getInstance("X.509")
                .generateCertificates(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))));
    if (certificates.size() != 1) {
      throw new CertificateException(
          "it holds " + certificates.size() + " certificates, not just the CA root");
    }
    if (!(certificates.getFirst() instanceof X509Certificate certificate)) {
      throw new CertificateException("it holds no X.509 certificate");
    }
    return new RootCertificate(certificate);
  }

  public String pem() {
    try {
      String body =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public Fingerprint fingerprint() {
    return Fingerprint.of(certificate);
  }

  /** Path validation and host name check as in any TLS client, with this as the only anchor. */
  X509ExtendedTrustManager trustManager() throws GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      anchors.load(null, null);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    anchors.setCertificateEntry("root", certificate);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(anchors);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new IllegalStateException("the JDK has no PKIX trust manager");
  }
}
