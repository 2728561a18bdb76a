package mosaic.gateway.revocation;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections strangers may have open, and for how long (T-43): whatever they send on them
 * or leave unsent, and whether or not they take what they asked for.
 */
final class Connections {
  private final Vertx vertx;
  private final int most;
  private final Duration longest;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * None yet.
   *
   * @param most so many at the same time; what comes beyond is closed at once
   * @param longest so long each
   */
  Connections(Vertx vertx, int most, Duration longest) {
    this.vertx = vertx;
    this.most = most;
    this.longest = longest;
  }

  /** For every connection, when it is there and before anything was read from it. */
  void admit(HttpConnection connection) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      cut(connection);
      return;
    }
    long end = vertx.setTimer(longest.toMillis(), timer -> cut(connection));
    connection.closeHandler(
        closed -> {
          vertx.cancelTimer(end);
          open.decrementAndGet();
        });
  }

  /**
   * Closes a connection at once. {@link HttpConnection#close} would first wait until everything
   * that was written is taken, which may be never.
   */
  static void cut(HttpConnection connection) {
    var _ = ((ConnectionBase) connection).channelHandlerContext().close();
  }
}
