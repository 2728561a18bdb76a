package mosaic.harness;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * A TLS server that passes for a gateway, under an authority of its own, and counts what clients
 * tell it once the channel is encrypted.
 */
final class RecordingServer implements AutoCloseable {
  private final SSLServerSocket server;
  private final X509Certificate root;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private RecordingServer(SSLServerSocket server, X509Certificate root) {
    this.server = server;
    this.root = root;
  }

  static RecordingServer start(String host, String address) {
    Authority authority = Authority.selfMade("CN=Impostor Root");
    KeyPair keys = Keys.p256();
    X509Certificate leaf =
        new Forgery(keys.getPublic(), "none", "none")
            .subject("CN=" + host)
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .extension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, host)))
            .signedBy(authority);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          keys.getPrivate(),
          new char[0],
          new X509Certificate[] {leaf, authority.certificate()});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      SSLServerSocket socket =
          (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), GatewaySettings.API_PORT));
      RecordingServer recording = new RecordingServer(socket, authority.certificate());
      var _ = Thread.ofVirtual().start(recording::accept);
      return recording;
    } catch (GeneralSecurityException | IOException e) {
      throw new HarnessException("The recording server did not start", e);
    }
  }

  /** Its authority, as it shows it. */
  X509Certificate root() {
    return root;
  }

  int connections() {
    return connections.get();
  }

  /** What clients said inside of TLS. */
  String heard() {
    return String.join("", heard);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new HarnessException("The recording server did not stop", e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) server.accept();
        var _ = connections.incrementAndGet();
        var _ = Thread.ofVirtual().start(() -> listen(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void listen(SSLSocket socket) {
    try (socket;
        InputStream stream = socket.getInputStream()) {
      socket.setSoTimeout(10_000);
      byte[] buffer = new byte[4096];
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        heard.add(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        // Whoever talks to it is sent away, so that nobody waits for an answer.
        if (heard().contains("\r\n\r\n")) {
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
          return;
        }
      }
    } catch (IOException e) {
      // The client went away, which is what it should do.
    }
  }
}
