package mosaic.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The federation listener of a gateway as seen by anybody who can reach its port: plain TLS 1.3
 * sockets and hand-written HTTP/1.1, so that what the server does is not smoothed over.
 */
final class FederationListener {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int ATTEMPTS_TO_SEE_AN_ALERT = 8;
  private static final String NO_ALERT = "closed without an alert";

  private final String host;
  private final X509Certificate caRoot;

  private FederationListener(String host, X509Certificate caRoot) {
    this.host = host;
    this.caRoot = caRoot;
  }

  static FederationListener of(Gateway gateway) {
    return new FederationListener(gateway.serverName(), Pem.certificate(gateway.caRootFile()));
  }

  WireOutcome get(ClientCertificate certificate, String path, String... headers) {
    return request(certificate, "GET", path, headers);
  }

  /**
   * One request on a connection of its own. When the server closes at once, its alert can be lost
   * to a connection reset; then the same is tried again until the alert is seen.
   */
  WireOutcome request(
      ClientCertificate certificate, String method, String path, String... headers) {
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(host).append(':').append(GatewaySettings.FEDERATION_PORT);
    request.append("\r\nConnection: close\r\n");
    List.of(headers).forEach(header -> request.append(header).append("\r\n"));
    byte[] bytes = request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    WireOutcome outcome = new WireOutcome.TlsRefused(NO_ALERT);
    for (int attempt = 0; attempt < ATTEMPTS_TO_SEE_AN_ALERT; attempt++) {
      outcome = exchange(certificate, bytes);
      if (!outcome.equals(new WireOutcome.TlsRefused(NO_ALERT))) {
        return outcome;
      }
    }
    return outcome;
  }

  private WireOutcome exchange(ClientCertificate certificate, byte[] request) {
    PresentedKey key = new PresentedKey(certificate);
    SSLContext context = ServerTrust.only(caRoot, key);
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, GatewaySettings.FEDERATION_PORT), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      try (SSLSocket socket =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(plain, host, GatewaySettings.FEDERATION_PORT, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
        byte[] answer = readAll(socket.getInputStream());
        return answer.length == 0
            ? new WireOutcome.TlsRefused(NO_ALERT)
            : new WireOutcome.Answered(RawHttp.parse(answer));
      }
    } catch (SSLException e) {
      if (!key.wasShown()) {
        throw new HarnessException("The client itself would not show this certificate", e);
      }
      String message = String.valueOf(e.getMessage());
      return new WireOutcome.TlsRefused(message.contains("alert") ? message : NO_ALERT);
    } catch (IOException e) {
      return new WireOutcome.TlsRefused(NO_ALERT);
    }
  }

  /** Everything up to the end of the connection, also where that end is not a polite one. */
  private static byte[] readAll(InputStream stream) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      var _ = stream.transferTo(all);
    } catch (IOException e) {
      if (all.size() == 0) {
        throw e;
      }
    }
    return all.toByteArray();
  }
}
