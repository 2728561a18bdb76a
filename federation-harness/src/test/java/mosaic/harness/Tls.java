package mosaic.harness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** What a TLS server shows, to somebody who takes it all and sends nothing. */
final class Tls {
  private static final int TIMEOUT_MILLIS = 10_000;

  private Tls() {}

  /** Every certificate that is sent, as it is sent. */
  static List<X509Certificate> shown(URI server, Optional<ClientCertificate> client) {
    Listener listener = new Listener();
    KeyManager[] own =
        client
            .map(certificate -> new KeyManager[] {new PresentedKey(certificate)})
            .orElseGet(() -> new KeyManager[0]);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own, new TrustManager[] {listener}, new SecureRandom());
      try (Socket plain = new Socket()) {
        plain.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MILLIS);
        plain.setSoTimeout(TIMEOUT_MILLIS);
        try (SSLSocket socket =
            (SSLSocket)
                context
                    .getSocketFactory()
                    .createSocket(plain, server.getHost(), server.getPort(), true)) {
          socket.startHandshake();
        }
      }
      return listener.shown;
    } catch (IOException | GeneralSecurityException e) {
      throw new HarnessException("No TLS with " + server, e);
    }
  }

  private static final class Listener extends X509ExtendedTrustManager {
    private List<X509Certificate> shown = List.of();

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      shown = List.of(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      shown = List.of(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      shown = List.of(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException("no clients here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
