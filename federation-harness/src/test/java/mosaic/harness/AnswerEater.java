package mosaic.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network in front of a gateway's user API that loses answers: as soon as the gateway has made a
 * grant active, what it says next never arrives, so many times; after that everything does.
 */
final class AnswerEater implements AutoCloseable {
  private final ServerSocket server;
  private final Gateway gateway;
  private final Grant grant;
  private final int toEat;
  private final AtomicInteger eaten = new AtomicInteger();

  private AnswerEater(ServerSocket server, Gateway gateway, Grant grant, int toEat) {
    this.server = server;
    this.gateway = gateway;
    this.grant = grant;
    this.toEat = toEat;
  }

  /** At the gateway's own address, for its certificate names that host. */
  static AnswerEater start(Gateway gateway, Grant grant, int toEat) {
    try {
      ServerSocket server =
          new ServerSocket(0, 64, InetAddress.ofLiteral(gateway.settings().address()));
      AnswerEater eater = new AnswerEater(server, gateway, grant, toEat);
      var _ = Thread.ofVirtual().start(eater::accept);
      return eater;
    } catch (IOException e) {
      throw new HarnessException("No network at " + gateway.settings().address(), e);
    }
  }

  /** The grant's enrolment URL by way of this network. */
  EnrolmentUrl url() {
    return grant.url().withServer(gateway.serverName(), server.getLocalPort());
  }

  int eaten() {
    return eaten.get();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        Socket to = new Socket();
        to.connect(
            new InetSocketAddress(gateway.settings().address(), GatewaySettings.API_PORT), 5_000);
        var _ = Thread.ofVirtual().start(() -> pass(from, to, false));
        var _ = Thread.ofVirtual().start(() -> pass(to, from, true));
      } catch (IOException e) {
        // The server was closed: nobody comes any more.
      }
    }
  }

  private void pass(Socket from, Socket to, boolean answers) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[16 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (answers && isActive() && eaten.get() < toEat) {
          var _ = eaten.incrementAndGet();
          return;
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // One side hung up; the other is closed with it.
    }
  }

  private boolean isActive() {
    return gateway
        .database()
        .text("select status::text from federation_grants where id = ?::uuid", grant.id())
        .equals("active");
  }
}
