package mosaic.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One TLS connection to a gateway's federation listener on which any bytes are sent: nothing is
 * added, so that also requests that no client library would write reach the gateway.
 */
final class FederationSocket implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;

  private final SSLSocket socket;

  private FederationSocket(SSLSocket socket) {
    this.socket = socket;
  }

  static FederationSocket open(Gateway gateway, ClientCertificate certificate) throws IOException {
    return open(gateway, certificate, "http/1.1");
  }

  /**
   * Opens one.
   *
   * @param protocol the application protocol (RFC 7301): {@code http/1.1} or {@code h2}
   */
  static FederationSocket open(Gateway gateway, ClientCertificate certificate, String protocol)
      throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(
          new InetSocketAddress(gateway.serverName(), GatewaySettings.FEDERATION_PORT),
          TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      SSLSocket socket =
          (SSLSocket)
              ServerTrust.only(Pem.certificate(gateway.caRootFile()), new PresentedKey(certificate))
                  .getSocketFactory()
                  .createSocket(plain, gateway.serverName(), GatewaySettings.FEDERATION_PORT, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return new FederationSocket(socket);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /** Sends all of it in one piece. */
  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  InputStream input() throws IOException {
    return socket.getInputStream();
  }

  /** All that comes until the gateway ends the connection, which it has to do. */
  byte[] untilClosed() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      var _ = socket.getInputStream().transferTo(all);
    } catch (SocketTimeoutException e) {
      throw new HarnessException(
          "The gateway left the connection open after: " + all.toString(StandardCharsets.UTF_8), e);
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
