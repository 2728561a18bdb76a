package mosaic.gateway.instance.check;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Says in our own words why a connection failed. What a driver says is never repeated: it may quote
 * settings.
 */
public final class NetworkCause {
  private static final int MOST_CAUSES = 16;

  private NetworkCause() {}

  /** A phrase such as {@code connection refused, nothing listens there}. */
  public static String of(Throwable failure) {
    String words = "the connection failed";
    Throwable cause = failure;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      words = words(cause, words);
      cause = cause.getCause();
    }
    return words;
  }

  private static String words(Throwable cause, String otherwise) {
    return switch (cause) {
      case UnknownHostException unknown -> "the host name is not known";
      case NoRouteToHostException unreachable -> "no route to the host";
      case SocketTimeoutException late -> "no answer in time";
      case TimeoutException late -> "no answer in time";
      case ConnectException refused when isTimeout(refused) -> "no answer in time";
      case ConnectException refused -> "connection refused, nothing listens there";
      case SSLException tls -> "the TLS handshake failed";
      case EOFException closed -> "it closed the connection";
      case ClosedChannelException closed -> "it closed the connection";
      default -> otherwise;
    };
  }

  /** Netty's time-out while connecting is a ConnectException. */
  private static boolean isTimeout(ConnectException failure) {
    return String.valueOf(failure.getMessage()).contains("timed out");
  }
}
