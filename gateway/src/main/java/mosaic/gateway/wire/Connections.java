package mosaic.gateway.wire;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many connections others may have open, and for how long (T-43): whatever they send on them or
 * leave unsent, and whether or not they take what they asked for.
 */
public final class Connections {
  private final Vertx vertx;
  private final int most;
  private final int mostOfOne;
  private final long longestNanos;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<Object, Integer> openOfOne = new ConcurrentHashMap<>();
  private final Map<HttpConnection, Held> held = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param most so many at the same time; what comes beyond is closed at once
   * @param mostOfOne so many of them by one holder
   * @param longest so long each, counted from its beginning or from when it was {@link #used} last
   */
  public Connections(Vertx vertx, int most, int mostOfOne, Duration longest) {
    this.vertx = vertx;
    this.most = most;
    this.mostOfOne = mostOfOne;
    this.longestNanos = longest.toNanos();
  }

  /**
   * For every connection, when it is there and before anything was read from it. Takes its close
   * handler.
   *
   * @param holder whose it is: with {@link Object#equals}
   */
  public void admit(HttpConnection connection, Object holder) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      cut(connection);
      return;
    }
    if (openOfOne.merge(holder, 1, Integer::sum) > mostOfOne) {
      leave(holder);
      cut(connection);
      return;
    }
    Held here = new Held(holder, System.nanoTime() + longestNanos);
    held.put(connection, here);
    connection.closeHandler(
        closed -> {
          held.remove(connection);
          // Its timer would keep it in memory until then.
          vertx.cancelTimer(here.timer);
          leave(holder);
        });
    watch(connection, here, longestNanos);
  }

  /** A request came: the connection has as long again as at its beginning. */
  public void used(HttpConnection connection) {
    Held here = held.get(connection);
    if (here != null) {
      here.until = System.nanoTime() + longestNanos;
    }
  }

  /** Whose an admitted connection is; null for one that was not admitted or is closed. */
  public @Nullable Object holder(HttpConnection connection) {
    Held here = held.get(connection);
    return here == null ? null : here.holder;
  }

  /** No further request on this connection is to be answered. */
  public void finish(HttpConnection connection) {
    Held here = held.get(connection);
    if (here != null) {
      here.finished = true;
    }
  }

  /** Whether the connection was {@link #finish finished}, or never admitted. */
  public boolean isFinished(HttpConnection connection) {
    Held here = held.get(connection);
    return here == null || here.finished;
  }

  /**
   * Closes a connection at once. {@link HttpConnection#close} would first wait until everything
   * that was written is taken, which may be never.
   */
  public static void cut(HttpConnection connection) {
    var _ = ((ConnectionBase) connection).channelHandlerContext().close();
  }

  private void watch(HttpConnection connection, Held here, long nanos) {
    here.timer =
        vertx.setTimer(
            Math.max(1, Duration.ofNanos(nanos).toMillis()),
            timer -> {
              long left = here.until - System.nanoTime();
              if (left <= 0) {
                cut(connection);
              } else if (held.get(connection) == here) {
                watch(connection, here, left);
              }
            });
  }

  private void leave(Object holder) {
    open.decrementAndGet();
    openOfOne.computeIfPresent(holder, (whose, count) -> count == 1 ? null : count - 1);
  }

  private static final class Held {
    private final Object holder;
    private volatile long until;
    private volatile long timer;
    private volatile boolean finished;

    private Held(Object holder, long until) {
      this.holder = holder;
      this.until = until;
    }
  }
}
