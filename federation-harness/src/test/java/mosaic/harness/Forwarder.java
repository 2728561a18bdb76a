package mosaic.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes TCP connections on, from an address that another network namespace reaches. */
final class Forwarder implements AutoCloseable {
  private final ServerSocket server;
  private final InetSocketAddress target;

  private Forwarder(ServerSocket server, InetSocketAddress target) {
    this.server = server;
    this.target = target;
  }

  static Forwarder start(String from, String targetHost, int targetPort) {
    try {
      ServerSocket server = new ServerSocket(0, 64, InetAddress.ofLiteral(from));
      Forwarder forwarder = new Forwarder(server, new InetSocketAddress(targetHost, targetPort));
      var _ = Thread.ofVirtual().start(forwarder::accept);
      return forwarder;
    } catch (IOException e) {
      throw new HarnessException("No forwarder on " + from, e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new HarnessException("The forwarder did not stop", e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        Socket to = new Socket();
        to.connect(target, 5_000);
        var _ = Thread.ofVirtual().start(() -> copy(from, to));
        var _ = Thread.ofVirtual().start(() -> copy(to, from));
      } catch (IOException e) {
        // The server was closed, or the target is not there: the client sees the connection end.
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[16 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // One side hung up; the other is closed with it.
    }
  }
}
