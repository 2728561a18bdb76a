package mosaic.cli.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Fetches the root of a gateway by its fingerprint, in a handshake after which nothing is sent. */
public final class RootProbe {
  private RootProbe() {}

  public static RootCertificate fetch(GatewayUrl url, Fingerprint expected, Duration timeout) {
    FingerprintTrust trust = new FingerprintTrust(expected);
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(url.host(), url.port()), millis(timeout));
      plain.setSoTimeout(millis(timeout));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      try (SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, url.host(), url.port(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(Gateway.protocols());
        socket.setSSLParameters(parameters);
        socket.startHandshake();
      }
    } catch (IOException failed) {
      throw ConnectionFailure.of(url, failed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
    return trust
        .accepted()
        .orElseThrow(() -> new IllegalStateException("a handshake without a certificate"));
  }

  private static int millis(Duration timeout) {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, timeout.toMillis()));
  }
}
