package mosaic.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** What a gateway shows on its user API, whatever it is. */
final class ServerCertificates {
  private ServerCertificates() {}

  static X509Certificate shown(Gateway gateway) {
    return chain(gateway).getFirst();
  }

  /** Leaf, issuing CA, and what leads to the roots. */
  static List<X509Certificate> chain(Gateway gateway) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      try (SSLSocket socket =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(gateway.settings().address(), GatewaySettings.API_PORT)) {
        socket.setSoTimeout(10_000);
        return Arrays.stream(socket.getSession().getPeerCertificates())
            .map(X509Certificate.class::cast)
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new HarnessException("No TLS here", e);
    }
  }

  /** Nothing is sent to whoever answers: this only looks. */
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
